using System.Collections.Frozen;
using Tollgate.Privacy.Checks;

namespace Tollgate.Privacy.Recognizers;

/// <summary>International bank account numbers: the length of their country (SWIFT IBAN registry) and mod 97.</summary>
internal sealed class IbanRecognizer() : Recognizer(PersonalDataKind.Iban)
{
    private const int MaxLength = 34;

    private static readonly FrozenDictionary<string, int> Lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 "
        + "FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 "
        + "MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 "
        + "SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30")
        .Split(' ')
        .ToFrozenDictionary(entry => entry[..2], entry => int.Parse(entry.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture));

    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        Span<char> iban = stackalloc char[MaxLength];
        for (var i = 0; i + 15 <= text.Length; i++)
        {
            if (!IsStart(text, i) || !Lengths.TryGetValue(text.Substring(i, 2).ToUpperInvariant(), out var length))
                continue;
            if (Read(text, i, iban[..length]) is { } end && IsOneCase(text.AsSpan(i, end - i)) && CheckDigits.Iban(iban[..length]))
            {
                Add(found, i, end - i, Confidence.Certain);
                i = end - 1;
            }
        }
    }

    private static bool IsStart(string text, int i) =>
        char.IsAsciiLetter(text[i]) && char.IsAsciiLetter(text[i + 1]) && (i == 0 || !char.IsLetterOrDigit(text[i - 1]))
        && (char.IsAsciiDigit(text[i + 2]) || IsSeparator(text[i + 2]));

    /// <summary>Reads as many characters as the country has, single separators between them; where they end, or null.</summary>
    private static int? Read(string text, int start, Span<char> iban)
    {
        var count = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]))
            {
                if (count is 2 or 3 && !char.IsAsciiDigit(text[i]))
                    return null;
                iban[count++] = char.ToUpperInvariant(text[i]);
                if (count == iban.Length)
                    return i + 1 == text.Length || !char.IsLetterOrDigit(text[i + 1]) ? i + 1 : null;
            }
            else if (!IsSeparator(text[i]) || IsSeparator(text[i - 1]))
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsOneCase(ReadOnlySpan<char> text) => !text.ContainsAnyInRange('a', 'z') || !text.ContainsAnyInRange('A', 'Z');

    private static bool IsSeparator(char c) => c is ' ' or '-' or '\u00A0' or '.';
}
