namespace Tollgate.AppHost.Local;

/// <summary>
/// The folder a host owns: data of the servers, generated secrets, logs and <c>host.json</c>. One host at a time holds its lock,
/// which the kernel releases however the host ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;
    private readonly TemporaryFolder? _temporary;

    private DataFolder(string root, FileStream @lock, TemporaryFolder? temporary)
    {
        Root = root;
        _lock = @lock;
        _temporary = temporary;
    }

    public string Root { get; }

    public string Logs => Path.Combine(Root, "logs");

    public string HostFile => Path.Combine(Root, "host.json");

    /// <summary><c>Data:Folder</c>, else <c>TOLLGATE_DATA</c>, else <c>.tollgate</c> at the root of the repository.</summary>
    public static string PathFrom(IDistributedApplicationBuilder builder) => Path.GetFullPath(
        builder.Configuration["Data:Folder"] ?? builder.Configuration["TOLLGATE_DATA"] ?? Path.Combine(builder.AppHostDirectory, "..", ".tollgate"));

    public static DataFolder Open(string root, bool temporary)
    {
        Directory.CreateDirectory(root);
        // Passable, so that the servers' own users reach their data; what is secret in it is readable by its owner alone.
        File.SetUnixFileMode(root, File.GetUnixFileMode(root) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(Path.Combine(root, "logs"));
        try
        {
            var file = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataFolder(root, file, temporary ? TemporaryFolder.Watch(root, PostgresFolder.Outside(root)) : null);
        }
        catch (IOException exception)
        {
            throw new DistributedApplicationException($"Another host is running on {root}. Stop it first, or set TOLLGATE_DATA to another folder.", exception);
        }
    }

    public string ForResource(string name)
    {
        var folder = Path.Combine(Root, "resources", name);
        Directory.CreateDirectory(folder);
        return folder;
    }

    public void Dispose()
    {
        if (_temporary is null)
            File.Delete(_lock.Name);
        _lock.Dispose();
        _temporary?.Dispose();
    }
}
