using System.Security.Cryptography;
using System.Text;

namespace Tollgate.AppHost.Local;

/// <summary>
/// The folder of a private PostgreSQL. The server refuses to run as root, so under root it runs as the system user <c>postgres</c>,
/// who must be able to reach the folder: a checkout below a closed home folder gets one outside it.
/// </summary>
internal static class PostgresFolder
{
    public static readonly string[] AsServerUser = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];

    /// <summary>Where the data of a closed data folder lies instead.</summary>
    public static string Outside(string dataFolder) =>
        Path.Combine("/var/lib/tollgate", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..16]);

    public static async Task<string> PrepareAsync(string dataFolder, string resourceFolder, CancellationToken cancellationToken)
    {
        var data = Path.Combine(resourceFolder, "data");
        if (!Posix.IsRoot)
            return data;

        if (!await CanReachAsync(resourceFolder, cancellationToken).ConfigureAwait(false))
        {
            data = Path.Combine(Outside(dataFolder), Path.GetFileName(resourceFolder), "data");
            // Whoever removes a data folder means all of it: data outside belongs to the folder that says so, not to its successor.
            var claim = Path.Combine(resourceFolder, "outside");
            if (!File.Exists(claim) && Directory.Exists(data))
                Directory.Delete(data, recursive: true);
            await File.WriteAllTextAsync(claim, data, cancellationToken).ConfigureAwait(false);
        }

        var parent = Path.GetDirectoryName(data)!;
        Directory.CreateDirectory(parent);
        await Tool.RunAsync("chown", ["postgres:postgres", parent], cancellationToken: cancellationToken).ConfigureAwait(false);
        return data;
    }

    private static async Task<bool> CanReachAsync(string folder, CancellationToken cancellationToken)
    {
        var (exitCode, _) = await Tool.TryRunAsync(
            AsServerUser[0], [.. AsServerUser[1..], "test", "-x", folder], cancellationToken: cancellationToken).ConfigureAwait(false);
        return exitCode == 0;
    }
}
