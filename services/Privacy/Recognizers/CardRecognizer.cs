using System.Globalization;
using System.Text.RegularExpressions;
using Tollgate.Privacy.Checks;

namespace Tollgate.Privacy.Recognizers;

/// <summary>Payment cards: Luhn, and lengths and ranges of their brands (ISO/IEC 7812). Other ranges count beside words that say card.</summary>
internal sealed partial class CardRecognizer() : Recognizer(PersonalDataKind.CreditCard)
{
    private static readonly ContextWords Context = new(
        64, 32, "card", "credit", "debit", "visa", "mastercard", "amex", "american express", "discover", "diners", "jcb", "maestro", "cc", "pan",
        "kreditkarte", "karte", "kartennummer", "payment");

    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        foreach (var match in Pattern().EnumerateMatches(text))
        {
            var digits = Plain.Of(text.Substring(match.Index, match.Length));
            if (!CheckDigits.Luhn(digits) || Plain.IsOneDigit(digits))
                continue;
            var inContext = Context.IsBeside(text, match.Index, match.Length);
            if (IsBrand(digits))
                Add(found, match.Index, match.Length, digits.Length > 12 ? Confidence.Certain : inContext ? Confidence.Likely : Confidence.Possible);
            else if (inContext)
                Add(found, match.Index, match.Length, Confidence.Likely);
        }
    }

    private static bool IsBrand(string digits)
    {
        var first = int.Parse(digits.AsSpan(0, 4), CultureInfo.InvariantCulture);
        return digits.Length switch
        {
            13 => first / 1000 == 4,
            14 => first is >= 3000 and <= 3059 or 3095 || first / 100 is 36 or 38 or 39,
            15 => first / 100 is 34 or 37 || first is 2131 or 1800,
            16 => IsSixteen(first) || IsMaestro(first),
            19 => first / 1000 == 4 || first / 1000 == 6 || IsSixteen(first) || IsMaestro(first),
            _ => IsMaestro(first),
        };
    }

    // Visa, Mastercard, Discover, UnionPay, JCB, Mir, RuPay, Diners.
    private static bool IsSixteen(int first) =>
        first / 1000 is 4 or 6 || first is >= 2200 and <= 2204 or (>= 2221 and <= 2720) or (>= 3528 and <= 3589)
        || first / 100 is >= 51 and <= 55 or 35 or 36 or 38 or 39 or 81 or 82;

    private static bool IsMaestro(int first) => first / 100 is 50 or (>= 56 and <= 69) || first == 604;

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}_]|[0-9][.,])(?:[0-9]{12,19}|[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{1,4}(?:\1[0-9]{1,3})?|[0-9]{4}([ -])[0-9]{6}\2[0-9]{4,5})(?![\p{L}\p{N}_])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
