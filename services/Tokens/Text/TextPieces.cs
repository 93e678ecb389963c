namespace Tollgate.Tokens;

/// <summary>
/// Cuts text between <c>&lt;|</c> and a following letter, so that the tokenizer never sees a whole control token. Both encodings split
/// words there anyway (a run of punctuation ends where a letter begins), which is why pieces count exactly as the whole would.
/// </summary>
internal static class TextPieces
{
    public static int FirstLength(ReadOnlySpan<char> text)
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
}
