using System.Text;

namespace Tollgate.Tokens;

/// <summary>
/// Text of an exact length in tokens, for replaying traffic and for tests: plain lower-case words, each one token in both
/// encodings wherever it stands, so the count is known without counting.
/// </summary>
public static class SyntheticText
{
    private static readonly Lazy<Vocabulary> Words = new(Vocabulary.Build);

    /// <summary>
    /// Text of exactly <paramref name="tokens"/> tokens. The same seed gives the same text; different seeds give different texts
    /// as far as the length allows (a text of one token has a few thousand variants).
    /// </summary>
    public static string Exactly(int tokens, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        if (tokens == 0)
            return "";

        var (first, next) = Words.Value;
        var state = unchecked((ulong)seed);
        var text = new StringBuilder(tokens * 7).Append(Pick(first, ref state));
        for (var i = 1; i < tokens; i++)
            text.Append(Pick(next, ref state));

        return text.ToString();
    }

    private static string Pick(string[] words, ref ulong state)
    {
        // SplitMix64: documented, seedable and the same on every machine, which System.Random does not promise.
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            return words[(int)(z % (ulong)words.Length)];
        }
    }

    private sealed record Vocabulary(string[] First, string[] Next)
    {
        private const int ScannedIds = 60_000;
        private const int Size = 4_096;

        public static Vocabulary Build()
        {
            var tokenizers = Enum.GetValues<TokenEncoding>().Select(TextTokenizer.For).ToArray();
            var words = Enumerable.Range(256, ScannedIds)
                .Select(id => tokenizers[0].Decode([id]))
                .Where(text => text.Length is > 3 and < 12 && text[0] == ' ' && text.AsSpan(1).IndexOfAnyExceptInRange('a', 'z') < 0)
                .Where(text => tokenizers.All(t => t.Count(text) == 1 && t.Count("a" + text) == 2))
                .Take(Size)
                .ToArray();
            var first = words.Select(word => word[1..]).Where(word => tokenizers.All(t => t.Count(word) == 1)).ToArray();
            return new Vocabulary(first, words);
        }
    }
}
