using System.Globalization;

namespace Tollgate.Retrieval.Analysis;

/// <summary>
/// Folds accented Latin letters to their base letter, so that "Prämie" and "Pramie", "résumé" and "resume" meet. A table of our own,
/// because the process runs without ICU data and cannot decompose characters.
/// </summary>
internal static class LatinFolding
{
    // U+00C0 to U+017F, lower case, one base letter each; '\0' keeps the character. ß, æ, œ and þ become two letters (see Expand).
    private const string Table =
        "aaaaaa\0ceeeeiiii" + "dnooooo\0ouuuuy\0\0" + "aaaaaa\0ceeeeiiii" + "dnooooo\0ouuuuy\0y" +
        "aaaaaaccccccccdd" + "ddeeeeeeeeeegggg" + "gggghhhhiiiiiiii" + "ii\0\0jjkkklllllll" +
        "lllnnnnnnnnnoooo" + "oo\0\0rrrrrrssssss" + "ssttttttuuuuuuuu" + "uuuuwwyyyzzzzzzs";

    /// <summary>The base letter of a lower-case letter.</summary>
    public static char Fold(char letter)
    {
        if (letter is < '\u00C0' or > '\u017F')
            return letter;
        var folded = Table[letter - '\u00C0'];
        return folded == '\0' ? letter : folded;
    }

    /// <summary>The two letters that a ligature stands for, or null.</summary>
    public static string? Expand(char letter) => letter switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ĳ' => "ij",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        _ => null,
    };

    /// <summary>An accent that stands on its own after the letter it belongs to.</summary>
    public static bool IsAccent(char character) =>
        character >= '\u0300' && char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format;
}
