using Spectre.Console;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Hosting;

/// <summary>A platform that this program started.</summary>
public sealed class RunningPlatform : IAsyncDisposable
{
    private readonly IAppHost host;
    private bool left;

    private RunningPlatform(IAppHost host, PlatformAddresses addresses)
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
    /// <param name="fresh">Begin with empty books.</param>
    /// <param name="detached">It may outlive this program.</param>
    /// <param name="console">Shows progress.</param>
    /// <param name="cancellationToken">Stops what was started.</param>
    public static async Task<RunningPlatform> StartAsync(
        HostChoice choice, string dataFolder, IReadOnlyDictionary<string, string> settings, bool fresh, bool detached, IAnsiConsole console,
        CancellationToken cancellationToken)
    {
        console.WriteLine($"Running on {(choice.Aspire ? "Aspire" : "plain processes")} ({choice.Why}).");
        if (fresh)
        {
            await LocalHost.StopAsync(dataFolder, cancellationToken);
            if (Directory.Exists(dataFolder))
                Directory.Delete(dataFolder, recursive: true);
        }

        IAppHost host = choice.Aspire ? AspireHost.Start(dataFolder, settings, fresh) : LocalHost.Start(dataFolder, settings, detached);
        try
        {
            PlatformAddresses addresses = null!;
            await console.Status().StartAsync("starting the platform", async status =>
                addresses = await host.WaitUntilReadyAsync(text => status.Status(text.EscapeMarkup()), cancellationToken));
            return new RunningPlatform(host, addresses);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it ends by itself.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => host.WaitForExitAsync(cancellationToken);

    /// <summary>Leaves it running when this program ends.</summary>
    public void Leave() => left = true;

    /// <summary>Stops everything, unless it was left running. Doing it twice is fine.</summary>
    public async ValueTask DisposeAsync()
    {
        if (left)
            return;
        left = true;
        await host.DisposeAsync();
    }
}
