using System.Globalization;

namespace Tollgate.ProviderSim.Tokens;

/// <summary>
/// Byte-pair encoding takes time quadratic in the longest unbroken run of letters, marks or blanks: two hundred thousand times
/// the letter a takes twelve seconds. Text is therefore cut inside runs longer than any word, which costs at most one token a cut.
/// </summary>
internal static class RunGuard
{
    private const int LongestRun = 512;

    /// <summary>Where to cut <paramref name="text"/> first, or 0 when it has no run that is too long.</summary>
    public static int FindCut(ReadOnlySpan<char> text)
    {
        if (text.Length <= LongestRun)
            return 0;

        int run = 0, previous = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var kind = Kind(text[i]);
            run = kind == previous ? run + 1 : 1;
            previous = kind;
            if (run > LongestRun)
                return char.IsLowSurrogate(text[i]) ? i - 1 : i;
        }
        return 0;
    }

    private static int Kind(char c)
    {
        if (char.IsAsciiLetter(c))
            return 1;
        if (char.IsAsciiDigit(c))
            return 2;
        if (char.IsWhiteSpace(c))
            return 3;
        return c < 128 || char.GetUnicodeCategory(c) > UnicodeCategory.EnclosingMark ? 4 : 1;
    }
}
