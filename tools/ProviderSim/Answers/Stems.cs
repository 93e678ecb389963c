using System.Collections.Frozen;

namespace Tollgate.ProviderSim.Answers;

/// <summary>Words reduced to what they mean, as hashes: case, plural and common endings do not matter.</summary>
internal static class Stems
{
    private static readonly FrozenSet<ulong> Common =
        ("a an and any are as at be been but by can could did do does for from had has have he her his how i if in into is it its may me "
         + "my no not of on or our out shall she should so such than that the their them then there these they this those to was we "
         + "were what when where which who whom whose why will with would you your about please tell give explain answer question context")
        .Split(' ').Select(word => Hash(word)).ToFrozenSet();

    /// <summary>The stems of a text in order, without words too common to mean anything.</summary>
    public static List<ulong> Of(ReadOnlySpan<char> text)
    {
        var stems = new List<ulong>(text.Length / 6 + 1);
        Span<char> lower = stackalloc char[64];
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }
            var start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
                i++;
            var word = text[start..Math.Min(i, start + lower.Length)];
            word.ToLowerInvariant(lower);
            var hash = Hash(lower[..word.Length]);
            if (!Common.Contains(hash))
                stems.Add(hash);
        }
        return stems;
    }

    private static ulong Hash(ReadOnlySpan<char> word) => StableHash.Of(Cut(word));

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> word)
    {
        foreach (var ending in (ReadOnlySpan<string>)["ing", "ed", "es", "s", "e"])
        {
            if (word.Length >= ending.Length + 3 && word.EndsWith(ending))
                return word[..^ending.Length];
        }
        return word;
    }
}
