namespace Tollgate.AppHost.Local;

/// <summary>Holds a resource back until those it waits for are ready.</summary>
internal static class Dependencies
{
    public static Task WaitAsync(IResource resource, ResourceNotificationService notifications, CancellationToken cancellationToken) =>
        Task.WhenAll(resource.Annotations.OfType<WaitAnnotation>().Select(wait => WaitAsync(resource, wait, notifications, cancellationToken)));

    private static async Task WaitAsync(IResource resource, WaitAnnotation wait, ResourceNotificationService notifications, CancellationToken cancellationToken)
    {
        var stop = wait.Behavior == WaitBehavior.StopOnResourceUnavailable;
        var statuses = await notifications.WaitAsync(
            wait.Resource.Name,
            replicas => replicas.All(replica => IsReady(replica, wait.Type)) || (stop && replicas.Any(IsUnavailable)),
            cancellationToken).ConfigureAwait(false);

        if (statuses.FirstOrDefault(replica => !IsReady(replica, wait.Type)) is { } unavailable)
            throw new DistributedApplicationException($"'{wait.Resource.Name}', which '{resource.Name}' waits for, is {unavailable.State}.");
        if (wait.Type == WaitType.Completion && statuses.FirstOrDefault(replica => replica.ExitCode != wait.ExitCode) is { } other)
        {
            throw new DistributedApplicationException(
                $"'{wait.Resource.Name}', which '{resource.Name}' waits for, ended with exit code {other.ExitCode} instead of {wait.ExitCode}.");
        }
    }

    private static bool IsReady(ReplicaStatus replica, WaitType type) => type switch
    {
        WaitType.Healthy => replica.Healthy,
        WaitType.Started => replica.State == KnownResourceStates.Running || IsEnded(replica),
        _ => IsEnded(replica),
    };

    private static bool IsEnded(ReplicaStatus replica) => replica.State == KnownResourceStates.Exited || replica.State == KnownResourceStates.Finished;

    private static bool IsUnavailable(ReplicaStatus replica) => replica.State == KnownResourceStates.FailedToStart || IsEnded(replica);
}
