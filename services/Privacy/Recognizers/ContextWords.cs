namespace Tollgate.Privacy.Recognizers;

/// <summary>
/// Words that say what a number beside them is. A word of four letters or more may go on (<c>Steuernummer</c> for <c>steuer</c>); a
/// shorter one must stand alone.
/// </summary>
internal sealed class ContextWords(int before, int after, params string[] words)
{
    private const int MinPrefix = 4;

    public static ContextWords None { get; } = new(0, 0);

    /// <summary>One of the words stands shortly before or after the place.</summary>
    public bool IsBeside(string text, int start, int length)
    {
        var from = Math.Max(0, start - before);
        var end = start + length;
        return Holds(text, from, start) || Holds(text, end, Math.Min(text.Length, end + after));
    }

    private bool Holds(string text, int from, int to)
    {
        var window = text.AsSpan(from, to - from);
        foreach (var word in words)
        {
            for (var offset = 0; offset < window.Length;)
            {
                var at = window[offset..].IndexOf(word, StringComparison.OrdinalIgnoreCase);
                if (at < 0)
                    break;
                var index = from + offset + at;
                if ((index == 0 || !char.IsLetter(text[index - 1])) && EndsWell(text, index + word.Length, word.Length))
                    return true;
                offset += at + 1;
            }
        }

        return false;
    }

    private static bool EndsWell(string text, int end, int length) => length >= MinPrefix || end >= text.Length || !char.IsLetter(text[end]);
}
