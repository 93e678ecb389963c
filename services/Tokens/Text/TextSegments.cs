using Microsoft.ML.Tokenizers;

namespace Tollgate.Tokens;

/// <summary>How a segment of text is to be encoded.</summary>
internal enum SegmentKind
{
    /// <summary>By the library, words and all.</summary>
    Text,

    /// <summary>By the library, as one word.</summary>
    Word,

    /// <summary>By <see cref="RunEncoder"/>: one word so long that the library would take quadratic time.</summary>
    Run,
}

/// <summary>A stretch of text.</summary>
internal readonly record struct Segment(int Start, int Length, SegmentKind Kind);

/// <summary>
/// Splits text so that no control token is recognised and no word takes quadratic time, and so that the segments together encode
/// exactly as the whole. Ordinary text is one segment.
/// </summary>
internal static class TextSegments
{
    /// <summary>Words longer than this are encoded by <see cref="RunEncoder"/>.</summary>
    public const int LongWord = 512;

    private const int Block = LongWord / 2;

    /// <summary>True when the whole text is one segment: the common case, found without allocating.</summary>
    public static bool IsOne(ReadOnlySpan<char> text) => FirstPiece(text) == text.Length && !MayHoldLongWord(text);

    public static List<Segment> Of(ReadOnlySpan<char> text, PreTokenizer words)
    {
        List<Segment> segments = [];
        for (var start = 0; start < text.Length;)
        {
            var piece = text[start..];
            piece = piece[..FirstPiece(piece)];
            if (MayHoldLongWord(piece))
                AddWords(segments, start, piece, words);
            else
                segments.Add(new Segment(start, piece.Length, SegmentKind.Text));
            start += piece.Length;
        }

        return segments;
    }

    private static void AddWords(List<Segment> segments, int start, ReadOnlySpan<char> piece, PreTokenizer words)
    {
        foreach (var (offset, length) in words.PreTokenize(piece))
            segments.Add(new Segment(start + offset, length, length > LongWord ? SegmentKind.Run : SegmentKind.Word));
    }

    /// <summary>
    /// Length up to the first <c>&lt;|</c> that a letter follows, so that the library never sees a whole control token. Both encodings
    /// end a word there anyway (a run of punctuation ends where a letter begins), so pieces count as the whole would.
    /// </summary>
    private static int FirstPiece(ReadOnlySpan<char> text)
    {
        for (var from = 0; ;)
        {
            var at = text[from..].IndexOf("<|", StringComparison.Ordinal);
            if (at < 0)
                return text.Length;

            from += at + 2;
            if (from < text.Length && char.IsAsciiLetter(text[from]))
                return from;
        }
    }

    /// <summary>
    /// A word over <see cref="LongWord"/> fills some whole block, and a word holds a space only as its first character or when it is
    /// nothing but white space. So a block with a space further in and something visible rules it out.
    /// </summary>
    private static bool MayHoldLongWord(ReadOnlySpan<char> text)
    {
        for (var at = 0; at + Block <= text.Length && text.Length > LongWord; at += Block)
        {
            var block = text.Slice(at, Block);
            if (!block[1..].Contains(' ') || block.IsWhiteSpace())
                return true;
        }

        return false;
    }
}
