namespace Tollgate.Privacy.Policies;

/// <summary>
/// Turns placeholders back in text that comes in pieces. What may be the beginning of one waits for the next piece; nothing else does.
/// </summary>
/// <param name="pseudonyms">What they stand for.</param>
/// <param name="isJson">The text is JSON.</param>
public sealed class RestoringStream(Pseudonyms pseudonyms, bool isJson = false)
{
    private string held = "";

    /// <summary>Takes a piece; returns what can go out, which may be nothing.</summary>
    public string Push(string piece)
    {
        if (!pseudonyms.Any)
            return piece;
        var text = held + piece;
        var keep = HoldFrom(text);
        held = text[keep..];
        return pseudonyms.Restore(text[..keep], isJson);
    }

    /// <summary>What still waits, at the end.</summary>
    public string Flush()
    {
        var rest = held;
        held = "";
        return rest;
    }

    // A placeholder is one bracket and few characters: the last bracket decides.
    private static int HoldFrom(string text)
    {
        var open = text.LastIndexOf('[');
        if (open < 0 || text.Length - open >= Pseudonyms.MaxLength)
            return text.Length;
        foreach (var c in text.AsSpan(open + 1))
        {
            if (!char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c) && c != '_')
                return text.Length;
        }

        return open;
    }
}
