using System.Collections.Concurrent;

namespace Tollgate.Inference.Attempts;

/// <summary>
/// Attempts that somebody in this process answers for. An open attempt of ours that is not here was dropped (its commit failed, its
/// settlement could not be written) and belongs to recovery.
/// </summary>
internal sealed class RunningAttempts
{
    private readonly ConcurrentDictionary<Guid, byte> running = new();

    public bool IsEmpty => running.IsEmpty;

    public IReadOnlyCollection<Guid> Ids => [.. running.Keys];

    public void Add(Guid attemptId) => running.TryAdd(attemptId, 0);

    public void Remove(Guid attemptId) => running.TryRemove(attemptId, out _);
}
