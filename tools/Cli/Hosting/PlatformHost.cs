using Spectre.Console;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Hosting;

/// <summary>A platform that this program started and will stop.</summary>
public sealed class PlatformHost : IAsyncDisposable
{
    private readonly LocalHost host;
    private bool stopped;

    private PlatformHost(LocalHost host, PlatformAddresses addresses)
    {
        this.host = host;
        Addresses = addresses;
    }

    /// <summary>Where it is reached.</summary>
    public PlatformAddresses Addresses { get; }

    /// <summary>Starts it and waits until everything is healthy.</summary>
    /// <param name="choice">Which host.</param>
    /// <param name="dataFolder">Folder it owns.</param>
    /// <param name="settings">Configuration of the app model.</param>
    /// <param name="fresh">Empty the folder first.</param>
    /// <param name="console">Shows progress.</param>
    /// <param name="cancellationToken">Stops what was started.</param>
    public static async Task<PlatformHost> StartAsync(
        HostChoice choice, string dataFolder, IReadOnlyDictionary<string, string> settings, bool fresh, IAnsiConsole console,
        CancellationToken cancellationToken)
    {
        if (fresh && LocalHost.Read(dataFolder) is { } running && await LocalHost.StopAsync(dataFolder, cancellationToken))
            console.WriteLine($"Stopped an earlier run (process {running.Pid}).");
        if (fresh && Directory.Exists(dataFolder))
            Directory.Delete(dataFolder, recursive: true);

        var host = LocalHost.Start(choice, dataFolder, settings);
        try
        {
            return new PlatformHost(host, await RunningPlatform.WaitAsync(host, console, cancellationToken));
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops everything. Doing it twice is fine.</summary>
    public async Task StopAsync()
    {
        if (stopped)
            return;
        stopped = true;
        await host.DisposeAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync();
}
