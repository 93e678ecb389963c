using System.Globalization;

namespace Tollgate.Retrieval.Analysis;

/// <summary>
/// Reads the search terms of a text, one after the other, without allocating: runs of letters and digits, lower case, accents folded,
/// English stop words left out, English words stemmed. Numbers keep their inner point or comma ("1,500", "0.75"); scripts without
/// spaces give one term per character.
/// </summary>
/// <remarks>The term is a view of the caller's buffer (at least <see cref="MaxTermLength"/> long): read it before moving on.</remarks>
internal ref struct TermReader(ReadOnlySpan<char> text, Span<char> buffer)
{
    /// <summary>Longer words are cut: they are identifiers or noise, and a prefix finds them as well.</summary>
    public const int MaxTermLength = 48;

    private const char SoftHyphen = '\u00AD';

    private readonly ReadOnlySpan<char> text = text;
    private readonly Span<char> buffer = buffer;
    private int position;
    private int length;
    private bool ascii;

    /// <summary>The current term.</summary>
    public readonly ReadOnlySpan<char> Current => buffer[..length];

    /// <summary>Moves to the next term; false at the end.</summary>
    public bool MoveNext()
    {
        while (ReadWord())
        {
            if (StopWords.Contains(Current))
                continue;
            if (ascii)
                length = PorterStemmer.Stem(buffer[..length]);
            return true;
        }
        return false;
    }

    private bool ReadWord()
    {
        length = 0;
        ascii = true;
        while (position < text.Length && !IsWord(text[position]))
            position++;
        for (; position < text.Length; position++)
        {
            var character = text[position];
            if (IsIdeograph(character))
            {
                if (length == 0)
                {
                    position++;
                    Append(character);
                }
                break;
            }
            if (IsWord(character))
                AppendFolded(char.ToLowerInvariant(character));
            else if (IsApostrophe(character) && position + 1 < text.Length && char.IsLetter(text[position + 1]))
                SkipPossessive();
            else if (LatinFolding.IsAccent(character))
                ascii = false;
            else if (IsInsideNumber(character))
                Append(character);
            else if (character != SoftHyphen)
                break;
        }
        return length > 0;
    }

    // "member's" is "member"; "don't" is "dont".
    private void SkipPossessive()
    {
        var isPossessive = text[position + 1] is 's' or 'S' && (position + 2 == text.Length || !IsWord(text[position + 2]));
        if (isPossessive)
            position++;
    }

    private void AppendFolded(char letter)
    {
        if (LatinFolding.Expand(letter) is { } pair)
        {
            ascii = false;
            Append(pair[0]);
            Append(pair[1]);
            return;
        }
        var folded = LatinFolding.Fold(letter);
        // A word with a digit or an accent is not an English word: its ending means nothing to the English stemmer.
        ascii &= folded == letter && folded is >= 'a' and <= 'z';
        Append(folded);
    }

    private void Append(char character)
    {
        if (length < MaxTermLength)
            buffer[length++] = character;
    }

    private readonly bool IsInsideNumber(char character) =>
        character is '.' or ',' && char.IsAsciiDigit(text[position - 1]) && position + 1 < text.Length && char.IsAsciiDigit(text[position + 1]);

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || char.IsSurrogate(character);

    private static bool IsApostrophe(char character) => character is '\'' or '\u2019';

    private static bool IsIdeograph(char character) =>
        character >= '\u2E80' && char.GetUnicodeCategory(character) is UnicodeCategory.OtherLetter && character is < '\uAC00' or (> '\uD7A3' and < '\uFB00');
}
