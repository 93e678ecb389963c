using Microsoft.Extensions.Logging;

namespace Tollgate.AppHost.Local;

/// <summary>Keeps one replica running: waits for what it needs, starts it, watches its health, starts it again when it ends.</summary>
internal sealed class ReplicaRunner(
    IResource resource,
    int replica,
    IProcessRecipe recipe,
    ResourceLog log,
    ResourceNotificationService notifications,
    TimeProvider time,
    ILogger logger)
{
    private readonly RestartBackoff _backoff = new(time);
    private readonly HealthWatch _health = new(recipe, time);

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            Update(status => status with { State = KnownResourceStates.Waiting, Log = log.FilePath });
            await Dependencies.WaitAsync(resource, notifications, stopping).ConfigureAwait(false);
            while (await RunOnceAsync(stopping).ConfigureAwait(false))
            {
                var delay = _backoff.Next();
                logger.RestartsSoon(Name, delay);
                await Task.Delay(delay, time, stopping).ConfigureAwait(false);
                Update(status => status with { Restarts = status.Restarts + 1 });
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            // One resource that cannot start must not take the host with it: whoever waits for it says so.
            logger.CannotStart(Name, exception.Message);
            log.Write($"cannot start: {exception.Message}");
            Update(status => status with { State = KnownResourceStates.FailedToStart, Healthy = false, Error = exception.Message });
        }
    }

    private string Name => $"{resource.Name}-{replica}";

    /// <summary>Starts the process and stays with it to its end; true when it must be started again.</summary>
    private async Task<bool> RunOnceAsync(CancellationToken stopping)
    {
        Update(status => status with { State = KnownResourceStates.Starting });
        var spec = await recipe.PrepareAsync(stopping).ConfigureAwait(false);

        stopping.ThrowIfCancellationRequested();
        using var process = GuardedProcess.Start(spec, log.Write);
        _backoff.Started();
        Update(status => status with
        {
            State = KnownResourceStates.Running,
            ProcessId = process.Id,
            StartTicks = process.StartTicks,
            Environment = spec.Environment,
            ExitCode = null,
        });

        using (var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping))
        {
            var watching = _health.WatchAsync(healthy => Update(status => status with { Healthy = healthy }), ended.Token);
            await Task.WhenAny(process.Exited, watching, Task.Delay(Timeout.InfiniteTimeSpan, time, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
        }

        if (stopping.IsCancellationRequested)
        {
            Update(status => status with { State = KnownResourceStates.Stopping, Healthy = false });
            await process.StopAsync(time).ConfigureAwait(false);
        }

        return Ended(await process.Exited.ConfigureAwait(false), stopping.IsCancellationRequested);
    }

    private bool Ended(int exitCode, bool stopping)
    {
        var again = !stopping && (recipe.IsServer || exitCode != 0);
        if (again)
            logger.Crashed(Name, exitCode);
        Update(status => status with
        {
            State = again || stopping ? KnownResourceStates.Exited : KnownResourceStates.Finished,
            Healthy = false,
            ProcessId = null,
            StartTicks = null,
            ExitCode = exitCode,
        });
        return again;
    }

    private void Update(Func<ReplicaStatus, ReplicaStatus> change) => notifications.Update(resource.Name, replica, change);
}
