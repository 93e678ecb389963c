using System.Collections.Concurrent;

namespace Tollgate.ProviderSim.Ledger;

/// <summary>The calls in memory: by id, in the order they were accepted, and by the caller's request id.</summary>
internal sealed class CallBook
{
    private readonly ConcurrentDictionary<string, List<CallEntry>> byClientRequest = new(StringComparer.Ordinal);
    private readonly List<CallEntry> calls = [];
    private readonly Lock gate = new();

    public long LastId
    {
        get
        {
            lock (gate)
                return calls.Count;
        }
    }

    public void Add(CallEntry entry)
    {
        lock (gate)
        {
            if (entry.Id != calls.Count + 1)
                throw new InvalidDataException($"Call {entry.Id} follows call {calls.Count}.");
            calls.Add(entry);
        }
        if (entry.Start.ClientRequestId is not { } clientRequestId)
            return;
        var same = byClientRequest.GetOrAdd(clientRequestId, static _ => new List<CallEntry>(1));
        lock (same)
            same.Add(entry);
    }

    public CallEntry? Find(long id)
    {
        lock (gate)
            return id >= 1 && id <= calls.Count ? calls[(int)id - 1] : null;
    }

    public IReadOnlyList<CallEntry> FindByClientRequest(string clientRequestId)
    {
        if (!byClientRequest.TryGetValue(clientRequestId, out var found))
            return [];
        lock (found)
            return [.. found];
    }

    /// <summary>At most <paramref name="limit"/> calls with ids above <paramref name="sinceId"/>.</summary>
    public IReadOnlyList<CallEntry> Page(long sinceId, int limit)
    {
        lock (gate)
        {
            var from = (int)Math.Clamp(sinceId, 0, calls.Count);
            return calls.GetRange(from, Math.Min(limit, calls.Count - from));
        }
    }

    public IReadOnlyList<CallEntry> All() => Page(0, int.MaxValue);
}
