using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Tollgate.AppHost.Local;

/// <summary>
/// Processes of an earlier host that was killed. Their watchers end them within seconds; this makes sure of it before their data is
/// opened again.
/// </summary>
internal static class LeftOvers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task EndAsync(string hostFile, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        if (!File.Exists(hostFile))
            return;

        var document = JsonSerializer.Deserialize<HostDocument>(await File.ReadAllTextAsync(hostFile, cancellationToken).ConfigureAwait(false), JsonFormat.Indented);
        foreach (var resource in document?.Resources ?? [])
        {
            foreach (var replica in resource.Replicas)
            {
                if (replica is not { Pid: { } process, StartTicks: { } started } || await EndsAsync(process, started, time, cancellationToken).ConfigureAwait(false))
                    continue;

                logger.LeftOver(process, resource.Name);
                Posix.Send(-process, Signal.Kill);
                await EndsAsync(process, started, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<bool> EndsAsync(int process, long started, TimeProvider time, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        while (Posix.StartTicks(process) == started)
        {
            if (time.GetElapsedTime(begin) > Patience)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
