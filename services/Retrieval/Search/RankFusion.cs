using Tollgate.Retrieval.Index;

namespace Tollgate.Retrieval.Search;

/// <summary>
/// Reciprocal rank fusion: a match earns 1 / (rank + constant) from each ranking that has it. Ranks can be compared where scores cannot.
/// </summary>
internal static class RankFusion
{
    public static List<Hit> Fuse(IReadOnlyList<Hit> words, IReadOnlyList<Hit> meaning, int constant)
    {
        var scores = new Dictionary<IndexedChunk, double>();
        foreach (var ranking in (ReadOnlySpan<IReadOnlyList<Hit>>)[words, meaning])
        {
            for (var rank = 0; rank < ranking.Count; rank++)
                scores[ranking[rank].Chunk] = scores.GetValueOrDefault(ranking[rank].Chunk) + (1.0 / (constant + rank + 1));
        }
        return [.. scores.Select(entry => new Hit(entry.Key, entry.Value)).OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Chunk.Id, StringComparer.Ordinal)];
    }
}
