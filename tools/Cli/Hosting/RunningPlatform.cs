using Spectre.Console;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Hosting;

/// <summary>Starts the platform and shows how it comes up.</summary>
public static class RunningPlatform
{
    /// <summary>Starts the host, waits until everything is healthy, and returns where it is reached.</summary>
    public static async Task<PlatformAddresses> WaitAsync(LocalHost host, IAnsiConsole console, CancellationToken cancellationToken)
    {
        HostDocument? ready = null;
        await console.Status().StartAsync("starting the platform", async status =>
            ready = await host.WaitUntilReadyAsync(
                document =>
                {
                    var waiting = document.Resources.Where(r => !r.Healthy).Select(r => r.Name).ToArray();
                    status.Status(waiting.Length == 0 ? "everything is healthy" : $"starting: {string.Join(", ", waiting)}".EscapeMarkup());
                },
                cancellationToken));
        return PlatformAddresses.From(ready!);
    }
}
