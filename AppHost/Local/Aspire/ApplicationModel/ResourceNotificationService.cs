using Tollgate.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known about the resources, and waiting for it to change.</summary>
public sealed class ResourceNotificationService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReplicaStatus[]> _statuses = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ResourceNotificationService()
    {
    }

    /// <summary>Returns when every replica of the resource is healthy; a resource without health checks is healthy when it runs.</summary>
    public Task WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, WaitBehavior.WaitOnResourceUnavailable, cancellationToken);

    /// <summary>Returns when every replica of the resource is healthy.</summary>
    public async Task WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var statuses = await WaitAsync(
            resourceName,
            replicas => replicas.All(replica => replica.Healthy)
                || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && replicas.Any(replica => replica.State == KnownResourceStates.FailedToStart)),
            cancellationToken).ConfigureAwait(false);

        if (statuses.FirstOrDefault(replica => replica.State == KnownResourceStates.FailedToStart) is { } failed)
            throw new DistributedApplicationException($"Resource '{resourceName}' failed to start: {failed.Error}");
    }

    /// <summary>Returns when every replica of the resource is in the state.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitAsync(resourceName, replicas => replicas.All(replica => replica.State == (targetState ?? KnownResourceStates.Running)), cancellationToken);

    internal IReadOnlyList<ReplicaStatus> Get(string resourceName)
    {
        lock (_gate)
            return [.. Known(resourceName)];
    }

    internal IReadOnlyList<ReplicaStatus> All()
    {
        lock (_gate)
            return [.. _statuses.Values.SelectMany(replicas => replicas)];
    }

    internal Task Changed
    {
        get
        {
            lock (_gate)
                return _changed.Task;
        }
    }

    internal void Track(string resourceName, int replicas)
    {
        lock (_gate)
            _statuses[resourceName] = [.. Enumerable.Range(0, replicas).Select(replica => new ReplicaStatus(resourceName, replica))];
    }

    internal void Update(string resourceName, int replica, Func<ReplicaStatus, ReplicaStatus> change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            var replicas = Known(resourceName);
            var next = change(replicas[replica]);
            if (next == replicas[replica])
                return;

            replicas[replica] = next;
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }

    internal async Task<IReadOnlyList<ReplicaStatus>> WaitAsync(
        string resourceName, Func<IReadOnlyList<ReplicaStatus>, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The signal is taken before the look, so that no change falls in between.
            var changed = Changed;
            var statuses = Get(resourceName);
            if (condition(statuses))
                return statuses;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private ReplicaStatus[] Known(string resourceName) =>
        _statuses.TryGetValue(resourceName, out var replicas)
            ? replicas
            : throw new InvalidOperationException($"There is no running resource '{resourceName}'.");
}
