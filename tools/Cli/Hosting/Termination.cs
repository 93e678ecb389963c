using System.Diagnostics;
using System.Globalization;

namespace Tollgate.Cli.Hosting;

/// <summary>Ends a host: asks first, insists when it takes too long.</summary>
internal static class Termination
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static async Task EndAsync(Process host, CancellationToken cancellationToken)
    {
        if (host.HasExited)
            return;
        using (var kill = Process.Start("kill", ["-TERM", host.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await host.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its children end with it.
            host.Kill();
            await host.WaitForExitAsync(cancellationToken);
        }
    }
}
