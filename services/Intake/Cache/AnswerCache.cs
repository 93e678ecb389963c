using Microsoft.Extensions.Options;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.Cache;

/// <summary>Answers in memory, bounded in bytes and time; the one not used for longest goes first.</summary>
internal sealed class AnswerCache(IOptions<AnswerCacheOptions> options, TimeProvider clock)
{
    // Key, list node, dictionary slot and object headers beside the answer itself.
    private const int EntryOverhead = 512;

    private readonly Lock gate = new();
    private readonly Dictionary<CacheKey, LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> byUse = new();
    private long bytes;

    public long Bytes => Volatile.Read(ref bytes);

    /// <summary>The stored answer; never to be changed by the caller.</summary>
    public CompleteResponse? Find(CacheKey key)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key, out var node))
                return null;
            if (node.Value.ExpireTime <= clock.GetUtcNow())
            {
                Remove(node);
                return null;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Answer;
        }
    }

    public void Store(CacheKey key, CompleteResponse answer)
    {
        // Strings take two bytes a character in memory, one or more on the wire.
        var size = (2L * answer.CalculateSize()) + EntryOverhead;
        if (size > options.Value.MaxBytes / 4)
            return;
        lock (gate)
        {
            if (entries.TryGetValue(key, out var old))
                Remove(old);
            entries[key] = byUse.AddFirst(new Entry(key, answer, size, clock.GetUtcNow() + options.Value.TimeToLive));
            bytes += size;
            while (bytes > options.Value.MaxBytes)
                Remove(byUse.Last!);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        byUse.Remove(node);
        entries.Remove(node.Value.Key);
        bytes -= node.Value.Size;
    }

    private sealed record Entry(CacheKey Key, CompleteResponse Answer, long Size, DateTimeOffset ExpireTime);
}
