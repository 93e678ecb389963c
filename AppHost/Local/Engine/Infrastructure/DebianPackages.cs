using Microsoft.Extensions.Logging;

namespace Tollgate.AppHost.Local;

/// <summary>Installs a server's package where that can be done without asking: Debian and its kin, as root.</summary>
internal sealed class DebianPackages(ILogger<DebianPackages> logger)
{
    private const string StartPolicy = "/usr/sbin/policy-rc.d";
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    public async Task<T> EnsureAsync<T>(string package, Func<T?> find, CancellationToken cancellationToken)
        where T : class
    {
        if (find() is { } found)
            return found;

        if (!Posix.IsRoot || !File.Exists("/usr/bin/apt-get"))
            throw new DistributedApplicationException($"{package} is not installed. On Debian or Ubuntu: sudo apt-get install {package}");

        await OneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (find() is null)
                await InstallAsync(package, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            OneAtATime.Release();
        }

        return find() ?? throw new DistributedApplicationException($"{package} was installed, but it is too old or not where it was expected.");
    }

    private async Task InstallAsync(string package, CancellationToken cancellationToken)
    {
        logger.Installing(package);
        var environment = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" };

        // Installing must not start the machine's own server: only private instances are ours to run.
        var ownPolicy = !File.Exists(StartPolicy);
        if (ownPolicy)
        {
            await File.WriteAllTextAsync(StartPolicy, "#!/bin/sh\nexit 101\n", cancellationToken).ConfigureAwait(false);
            File.SetUnixFileMode(StartPolicy, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        try
        {
            await Tool.RunAsync("apt-get", ["update", "-q"], environment, cancellationToken).ConfigureAwait(false);
            await Tool.RunAsync("apt-get", ["install", "-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", package], environment, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            if (ownPolicy)
                File.Delete(StartPolicy);
        }
    }
}
