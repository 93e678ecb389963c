using Microsoft.Extensions.Logging;

namespace Tollgate.AppHost.Local;

/// <summary>Says when everything is healthy for the first time, or that it will not be.</summary>
internal sealed class Readiness(LocalModel model, ResourceNotificationService notifications, TimeProvider time, ILogger logger)
{
    public async Task WatchAsync(TimeSpan patience, Action ready, Action<string> notReady, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            await foreach (var resource in Task.WhenEach(model.Resources.Select(resource => WaitAsync(resource, either.Token))).ConfigureAwait(false))
                await resource.ConfigureAwait(false);
            ready();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception exception) when (exception is OperationCanceledException or DistributedApplicationException)
        {
            notReady(string.Join("; ", notifications.All().Where(replica => !IsGood(replica)).Select(Describe)));
        }
    }

    private async Task WaitAsync(IResource resource, CancellationToken cancellationToken)
    {
        await notifications.WaitAsync(
            resource.Name, replicas => replicas.All(IsGood) || replicas.Any(HasFailed), cancellationToken).ConfigureAwait(false);
        if (notifications.Get(resource.Name).Any(HasFailed))
            throw new DistributedApplicationException($"'{resource.Name}' cannot start.");

        logger.Healthy(resource.Name);
    }

    private static bool IsGood(ReplicaStatus replica) => replica.Healthy || replica.State == KnownResourceStates.Finished;

    // Final: what cannot even be started is not tried again.
    private static bool HasFailed(ReplicaStatus replica) => replica.State == KnownResourceStates.FailedToStart;

    private static string Describe(ReplicaStatus replica) =>
        $"{replica.Resource}-{replica.Replica} is {replica.State}{(replica.Error is null ? "" : $": {replica.Error}")}{(replica.Log is null ? "" : $" (log {replica.Log})")}";
}
