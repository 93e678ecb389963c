using System.Collections.Frozen;

namespace Tollgate.Retrieval.Analysis;

/// <summary>
/// English words that carry no meaning for search. The list is short on purpose: German "die", "war" and "was" are English words too,
/// and a frequent word that stays costs a little time but no relevance, because BM25 gives it next to no weight.
/// </summary>
internal static class StopWords
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = new[]
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of", "on", "or",
        "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> word) => Words.Contains(word);
}
