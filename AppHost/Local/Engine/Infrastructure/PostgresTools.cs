using System.Globalization;

namespace Tollgate.AppHost.Local;

/// <summary>Where PostgreSQL's programs are.</summary>
internal sealed record PostgresTools(int MajorVersion, string Folder)
{
    public const string Package = "postgresql";
    private const int Oldest = 15;

    /// <summary>The version the data was written by when it is installed, else the newest.</summary>
    public static PostgresTools? Find(string dataDirectory)
    {
        var versionFile = Path.Combine(dataDirectory, "PG_VERSION");
        int? written = File.Exists(versionFile) ? int.Parse(File.ReadAllText(versionFile), CultureInfo.InvariantCulture) : null;

        return Installed()
            .Where(tools => written is null ? tools.MajorVersion >= Oldest : tools.MajorVersion == written)
            .MaxBy(tools => tools.MajorVersion);
    }

    public string Program(string name) => Path.Combine(Folder, name);

    private static IEnumerable<PostgresTools> Installed()
    {
        const string root = "/usr/lib/postgresql";
        foreach (var folder in Directory.Exists(root) ? Directory.EnumerateDirectories(root) : [])
        {
            var bin = Path.Combine(folder, "bin");
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) && File.Exists(Path.Combine(bin, "postgres")))
                yield return new PostgresTools(version, bin);
        }
    }
}
