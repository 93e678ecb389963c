using System.Runtime.InteropServices;
using Tollgate.Retrieval.Analysis;

namespace Tollgate.Retrieval.Index;

/// <summary>
/// An inverted index scored by BM25. Slots are numbered by the owner, upwards. Not thread-safe: <see cref="KnowledgeIndex"/> guards it.
/// </summary>
internal sealed class LexicalIndex
{
    // The customary values; on the training questions of a public collection they beat the flatter 0.9 and 0.4 by a little (see README).
    private const float K1 = 1.2f;
    private const float B = 0.75f;

    private readonly Dictionary<string, int> vocabulary = new(StringComparer.Ordinal);
    private PostingList[] postings = new PostingList[256];
    private int[] lengths = [];
    private float[] norms = [];
    private int slots;
    private int live;
    private long totalLength;

    public void Add(int slot, TermCounts terms)
    {
        EnsureSlot(slot);
        foreach (var (term, frequency) in terms.Terms)
        {
            // First the id: finding it may replace the array.
            var id = IdOf(term);
            postings[id].Add(slot, frequency);
        }
        lengths[slot] = terms.Length;
        totalLength += terms.Length;
        live++;
    }

    /// <param name="slot">The chunk's slot.</param>
    /// <param name="terms">The same terms that were added for it.</param>
    public void Remove(int slot, TermCounts terms)
    {
        foreach (var term in terms.Terms.Keys)
            postings[vocabulary[term]].Forget();
        totalLength -= lengths[slot];
        lengths[slot] = 0;
        live--;
    }

    /// <summary>Makes the length norms match what is in the index; call it after a group of changes.</summary>
    public void Refresh()
    {
        var average = live == 0 ? 1f : Math.Max(1f, (float)totalLength / live);
        for (var slot = 0; slot < slots; slot++)
            norms[slot] = K1 * (1 - B + (B * lengths[slot] / average));
    }

    /// <summary>Adds each chunk's score for the query to its slot.</summary>
    public void Score(TermCounts query, Span<float> scores)
    {
        foreach (var (term, weight) in query.Terms)
        {
            if (!vocabulary.TryGetValue(term, out var id) || postings[id].Live == 0)
                continue;
            var frequencyInIndex = postings[id].Live;
            var rarity = weight * MathF.Log(1 + ((live - frequencyInIndex + 0.5f) / (frequencyInIndex + 0.5f)));
            foreach (var item in postings[id].Items)
            {
                var slot = PostingList.SlotOf(item);
                var frequency = PostingList.FrequencyOf(item);
                scores[slot] += rarity * frequency / (frequency + norms[slot]);
            }
        }
    }

    /// <summary>Drops what was removed. <paramref name="map"/> gives each old slot its new one, negative when removed.</summary>
    public void Compact(ReadOnlySpan<int> map)
    {
        for (var slot = 0; slot < slots; slot++)
        {
            if (map[slot] >= 0)
                lengths[map[slot]] = lengths[slot];
        }
        slots = live;
        foreach (var (term, id) in vocabulary)
        {
            if (postings[id].Live == 0)
                postings[id] = default;
            else
                postings[id].Compact(map);
        }
    }

    private int IdOf(string term)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(vocabulary, term, out var known);
        if (known)
            return id;
        id = vocabulary.Count - 1;
        if (id == postings.Length)
            Array.Resize(ref postings, id * 2);
        return id;
    }

    private void EnsureSlot(int slot)
    {
        if (slot >= lengths.Length)
        {
            var size = Math.Max(64, slot + (slot / 2) + 1);
            Array.Resize(ref lengths, size);
            Array.Resize(ref norms, size);
        }
        slots = Math.Max(slots, slot + 1);
    }
}
