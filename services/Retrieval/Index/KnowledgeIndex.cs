using System.Buffers;
using Tollgate.Retrieval.Analysis;

namespace Tollgate.Retrieval.Index;

/// <summary>
/// Everything that can be found in one knowledge base of one tenant. A separate object per knowledge base: a search cannot reach
/// another tenant's chunks, because there is nothing here to reach them through. Any number of readers, one writer at a time.
/// </summary>
internal sealed class KnowledgeIndex : IDisposable
{
    private const int FewDead = 256;

    private readonly ReaderWriterLockSlim gate = new();
    private readonly LexicalIndex lexical = new();
    private readonly Dictionary<string, int[]> slotsByDocument = new(StringComparer.Ordinal);
    private readonly List<IndexedChunk?> chunks = [];
    private int live;

    /// <summary>Held by whoever brings this index up to date.</summary>
    public SemaphoreSlim Refreshing { get; } = new(1);

    /// <summary>Version of what a search finds here.</summary>
    public long Version { get; private set; }

    /// <summary>Number of chunks that can be found.</summary>
    public int Count => live;

    /// <summary>Replaces documents and raises the version. An empty list of chunks removes the document.</summary>
    public void Apply(IReadOnlyDictionary<string, List<IndexedChunk>> documents, long version)
    {
        // Reading words out of texts takes longest and needs no lock.
        var added = documents.ToDictionary(entry => entry.Key, entry => entry.Value.ConvertAll(TermsOf));
        var removed = documents.Keys.Where(slotsByDocument.ContainsKey)
            .ToDictionary(id => id, id => slotsByDocument[id].Select(slot => TermsOf(chunks[slot]!)).ToList());
        gate.EnterWriteLock();
        try
        {
            foreach (var (id, terms) in removed)
                Remove(id, terms);
            foreach (var (id, list) in documents.Where(entry => entry.Value.Count > 0))
                Add(id, list, added[id]);
            if (chunks.Count - live > Math.Max(FewDead, live / 4))
                Compact();
            lexical.Refresh();
            Version = version;
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <summary>The chunks whose words match best, with the version they were found in.</summary>
    public (List<Hit> Hits, long Version) SearchWords(string query, int count)
    {
        var terms = TermCounts.Of(query);
        gate.EnterReadLock();
        var scores = ArrayPool<float>.Shared.Rent(chunks.Count);
        try
        {
            Array.Clear(scores, 0, chunks.Count);
            lexical.Score(terms, scores);
            return (Best(scores.AsSpan(0, chunks.Count), count), Version);
        }
        finally
        {
            gate.ExitReadLock();
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    /// <summary>The chunks whose meaning is nearest to a unit-length vector.</summary>
    public List<Hit> SearchVector(float[] query, int count)
    {
        gate.EnterReadLock();
        var scores = ArrayPool<float>.Shared.Rent(chunks.Count);
        try
        {
            for (var slot = 0; slot < chunks.Count; slot++)
                scores[slot] = chunks[slot]?.Vector is { } vector && vector.Length == query.Length ? Vectors.Dot(vector, query) : 0;
            return Best(scores.AsSpan(0, chunks.Count), count);
        }
        finally
        {
            gate.ExitReadLock();
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    public void Dispose()
    {
        gate.Dispose();
        Refreshing.Dispose();
    }

    private static TermCounts TermsOf(IndexedChunk chunk) => TermCounts.Of(chunk.Title, chunk.Section, chunk.ReadText());

    private List<Hit> Best(ReadOnlySpan<float> scores, int count)
    {
        var top = new TopHits(count);
        for (var slot = 0; slot < scores.Length; slot++)
        {
            if (scores[slot] > 0 && chunks[slot] is not null)
                top.Offer(slot, scores[slot]);
        }
        return top.Drain().ConvertAll(hit => new Hit(chunks[hit.Slot]!, hit.Score));
    }

    private void Add(string id, List<IndexedChunk> list, List<TermCounts> terms)
    {
        if (chunks.Count + list.Count > PostingList.MaxSlots)
            throw new InvalidOperationException("The knowledge base has outgrown the embedded index.");
        for (var i = 0; i < list.Count; i++)
        {
            lexical.Add(chunks.Count, terms[i]);
            chunks.Add(list[i]);
        }
        slotsByDocument[id] = [.. Enumerable.Range(chunks.Count - list.Count, list.Count)];
        live += list.Count;
    }

    private void Remove(string id, List<TermCounts> terms)
    {
        slotsByDocument.Remove(id, out var slots);
        for (var i = 0; i < slots!.Length; i++)
        {
            lexical.Remove(slots[i], terms[i]);
            chunks[slots[i]] = null;
        }
        live -= slots.Length;
    }

    private void Compact()
    {
        var map = new int[chunks.Count];
        var next = 0;
        for (var slot = 0; slot < map.Length; slot++)
            map[slot] = chunks[slot] is null ? -1 : next++;
        lexical.Compact(map);
        chunks.RemoveAll(chunk => chunk is null);
        foreach (var slots in slotsByDocument.Values)
        {
            for (var i = 0; i < slots.Length; i++)
                slots[i] = map[slots[i]];
        }
    }
}
