using Tollgate.Retrieval.Analysis;
using Tollgate.Retrieval.Index;
using Tollgate.Tokens;

namespace Tollgate.Retrieval.Search;

/// <summary>
/// Chooses what goes into the prompt: whole passages, best first, as many as the budget and the limit take. A passage that does not fit
/// leaves room for a smaller one; one that says the same as a better one is left out.
/// </summary>
internal static class PassagePacking
{
    // Share of common words from which two passages say the same.
    private const double SameWords = 0.9;

    private static readonly TextTokenizer Tokenizer = TextTokenizer.For(TokenEncoding.O200kBase);

    public static List<Hit> Pack(IReadOnlyList<Hit> ranked, int tokenBudget, int limit)
    {
        var packed = new List<Hit>();
        var words = new List<TermCounts>();
        foreach (var hit in ranked)
        {
            if (packed.Count == limit)
                break;
            var tokens = hit.Chunk.Tokens + HeaderTokens(packed.Count + 1, hit.Chunk);
            if (tokens > tokenBudget)
                continue;
            var own = TermCounts.Of(hit.Chunk.ReadText());
            if (words.Exists(other => SaySame(own, other)))
                continue;
            packed.Add(hit);
            words.Add(own);
            tokenBudget -= tokens;
        }
        return packed;
    }

    // A prompt shows a passage under a line "[n] title > section", between empty lines.
    private static int HeaderTokens(int number, IndexedChunk chunk) => Tokenizer.Count($"[{number}] {chunk.Title} > {chunk.Section}\n\n\n") + 1;

    // The same words with another number is another fact: two tariffs, two deadlines. Those are never taken for one.
    private static bool SaySame(TermCounts a, TermCounts b)
    {
        var common = a.Terms.Keys.Count(b.Terms.ContainsKey);
        return common >= SameWords * (a.Terms.Count + b.Terms.Count - common) && Numbers(a).SetEquals(Numbers(b));
    }

    private static HashSet<string> Numbers(TermCounts words) => [.. words.Terms.Keys.Where(term => char.IsDigit(term[0]))];
}
