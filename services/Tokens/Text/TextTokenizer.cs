using Microsoft.ML.Tokenizers;

namespace Tollgate.Tokens;

/// <summary>
/// Counts, encodes and cuts text by one encoding. Instances are shared, built on first use and safe for any number of threads.
/// </summary>
public sealed class TextTokenizer
{
    private static readonly Lazy<TextTokenizer> O200k = new(() => new(TokenEncoding.O200kBase, "o200k_base"));
    private static readonly Lazy<TextTokenizer> Cl100k = new(() => new(TokenEncoding.Cl100kBase, "cl100k_base"));

    private readonly TiktokenTokenizer inner;

    private TextTokenizer(TokenEncoding encoding, string name)
    {
        Encoding = encoding;
        inner = TiktokenTokenizer.CreateForEncoding(name);
    }

    /// <summary>The encoding it counts by.</summary>
    public TokenEncoding Encoding { get; }

    /// <summary>The shared instance for an encoding.</summary>
    public static TextTokenizer For(TokenEncoding encoding) => encoding switch
    {
        TokenEncoding.O200kBase => O200k.Value,
        TokenEncoding.Cl100kBase => Cl100k.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, null),
    };

    /// <summary>Number of tokens in a text; control tokens written in it count as the characters they are.</summary>
    public int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (!text.IsEmpty)
        {
            var length = TextPieces.FirstLength(text);
            count += inner.CountTokens(text[..length]);
            text = text[length..];
        }

        return count;
    }

    /// <summary>The token ids of a text.</summary>
    public IReadOnlyList<int> Encode(string text, SpecialTokens special = SpecialTokens.AsText)
    {
        if (special is SpecialTokens.Recognised)
            return inner.EncodeToIds(text);

        List<int> ids = [];
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var length = TextPieces.FirstLength(rest);
            ids.AddRange(inner.EncodeToIds(rest[..length]));
            rest = rest[length..];
        }

        return ids;
    }

    /// <summary>The text that token ids stand for; an id that ends within a character shows as U+FFFD.</summary>
    public string Decode(IEnumerable<int> ids) => inner.Decode(ids);

    /// <summary>
    /// The longest prefix that ends at a token boundary and counts at most <paramref name="maxTokens"/> on its own. Returns the same
    /// instance when the whole text fits.
    /// </summary>
    public string Truncate(string text, int maxTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokens);
        var end = PrefixLength(text, maxTokens);

        // A cut changes what the last word is merged into, so the prefix alone can count more than it did in the text.
        while (end > 0 && end < text.Length && Count(text.AsSpan(0, end)) > maxTokens)
            end = PrefixLength(text.AsSpan(0, end - 1), maxTokens);

        return end == text.Length ? text : text[..end];
    }

    /// <summary>For each token, in order, the index in the text of the first character it covers.</summary>
    internal IEnumerable<int> TokenStarts(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = TextPieces.FirstLength(text.AsSpan(start));
            foreach (var token in inner.EncodeToTokens(text.AsSpan(start, length), out _))
                yield return start + token.Offset.Start.Value;
            start += length;
        }
    }

    private int PrefixLength(ReadOnlySpan<char> text, int maxTokens)
    {
        var end = 0;
        while (end < text.Length && maxTokens > 0)
        {
            var length = TextPieces.FirstLength(text[end..]);
            var cut = inner.GetIndexByTokenCount(text.Slice(end, length), maxTokens, out _, out var count);
            end += cut;
            maxTokens -= count;
            if (cut < length)
                break;
        }

        return end > 0 && end < text.Length && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;
    }
}
