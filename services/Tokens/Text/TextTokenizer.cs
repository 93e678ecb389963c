using System.Text;
using Microsoft.ML.Tokenizers;

namespace Tollgate.Tokens;

/// <summary>
/// Counts, encodes and cuts text by one encoding. Instances are shared, built on first use and safe for any number of threads.
/// Time grows with the length of the text for any text, also for one made to be slow.
/// </summary>
public sealed class TextTokenizer
{
    private static readonly Lazy<TextTokenizer> O200k = new(() => new(TokenEncoding.O200kBase, "o200k_base"));
    private static readonly Lazy<TextTokenizer> Cl100k = new(() => new(TokenEncoding.Cl100kBase, "cl100k_base"));

    private readonly TiktokenTokenizer inner;
    private readonly Lazy<RunEncoder> runs;

    private TextTokenizer(TokenEncoding encoding, string name)
    {
        Encoding = encoding;
        inner = TiktokenTokenizer.CreateForEncoding(name);
        runs = new Lazy<RunEncoder>(() => new RunEncoder(RankTable.Load(encoding)));
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
        if (TextSegments.IsOne(text))
            return inner.CountTokens(text);

        var count = 0;
        foreach (var segment in TextSegments.Of(text, inner.PreTokenizer!))
        {
            var part = text.Slice(segment.Start, segment.Length);
            count += segment.Kind is SegmentKind.Run ? runs.Value.Encode(part).Count : inner.CountTokens(part, segment.Kind is SegmentKind.Text);
        }

        return count;
    }

    /// <summary>The token ids of a text.</summary>
    public IReadOnlyList<int> Encode(string text, SpecialTokens special = SpecialTokens.AsText)
    {
        if (special is SpecialTokens.Recognised)
            return inner.EncodeToIds(text);

        List<int> ids = [];
        foreach (var segment in TextSegments.Of(text, inner.PreTokenizer!))
        {
            var part = text.AsSpan(segment.Start, segment.Length);
            if (segment.Kind is SegmentKind.Run)
                ids.AddRange(runs.Value.Encode(part).Select(token => token.Id));
            else
                ids.AddRange(inner.EncodeToIds(part, segment.Kind is SegmentKind.Text));
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
        foreach (var segment in TextSegments.Of(text, inner.PreTokenizer!))
        {
            var part = text.AsSpan(segment.Start, segment.Length);
            var starts = segment.Kind is SegmentKind.Run
                ? RunStarts(part)
                : inner.EncodeToTokens(part, out _, segment.Kind is SegmentKind.Text).Select(token => token.Offset.Start.Value);
            foreach (var start in starts)
                yield return segment.Start + start;
        }
    }

    private int PrefixLength(ReadOnlySpan<char> text, int maxTokens)
    {
        var end = 0;
        foreach (var segment in TextSegments.Of(text, inner.PreTokenizer!))
        {
            if (maxTokens <= 0)
                break;

            var part = text.Slice(segment.Start, segment.Length);
            var (cut, count) = segment.Kind is SegmentKind.Run
                ? RunPrefix(part, maxTokens)
                : (inner.GetIndexByTokenCount(part, maxTokens, out _, out var counted, segment.Kind is SegmentKind.Text), counted);
            end += cut;
            maxTokens -= count;
            if (cut < segment.Length)
                break;
        }

        return end > 0 && end < text.Length && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;
    }

    private (int Length, int Count) RunPrefix(ReadOnlySpan<char> run, int maxTokens)
    {
        var starts = RunStarts(run);
        return starts.Count <= maxTokens ? (run.Length, starts.Count) : (starts[maxTokens], maxTokens);
    }

    private List<int> RunStarts(ReadOnlySpan<char> run)
    {
        List<int> starts = [];
        var (at, bytes, next) = (0, 0, 0);
        foreach (var token in runs.Value.Encode(run))
        {
            // A token may begin within a character: it starts where that character does.
            while (at < run.Length && bytes + Width(run, at, out var chars) is var after && after <= next)
                (at, bytes) = (at + chars, after);

            starts.Add(at);
            next += token.Bytes;
        }

        return starts;
    }

    private static int Width(ReadOnlySpan<char> text, int at, out int chars)
    {
        // A lone surrogate is encoded as U+FFFD, as Rune reports it.
        Rune.DecodeFromUtf16(text[at..], out var rune, out chars);
        return rune.Utf8SequenceLength;
    }
}
