using System.Text.RegularExpressions;
using PhoneNumbers;

namespace Tollgate.Privacy.Recognizers;

/// <summary>
/// Telephone numbers. Candidates are cut out by form; whether a number can exist is asked of the numbering plans (libphonenumber). Without a
/// country code it must be written as a number of one of the usual countries is, or stand beside words that say what it is.
/// </summary>
internal sealed partial class PhoneRecognizer() : Recognizer(PersonalDataKind.PhoneNumber)
{
    private const int MinDigits = 7;

    private static readonly PhoneNumberUtil Plans = PhoneNumberUtil.GetInstance();

    // With a leading zero, and without any mark at all.
    private static readonly string[] TrunkRegions = ["DE", "GB", "AT", "CH", "FR", "BE", "NL", "SE", "IT"];
    private static readonly string[] BareRegions = ["US", "DE", "GB", "ES", "IN", "BR", "IL", "CN"];

    private static readonly ContextWords Context = new(
        40, 0, "phone", "telephone", "telefon", "tel", "call", "anruf", "fax", "mobile", "mobil", "cell", "handy", "sms", "text me", "whatsapp", "rufnummer",
        "durchwahl", "reach me", "erreich", "contact number", "hotline", "dial");

    private static readonly ContextWords Labels = new(0, 10, "office", "fax", "mobile", "cell", "home", "work", "mobil", "büro", "privat", "phone");

    private static readonly ContextWords Others = new(
        24, 0, "ssn", "social security", "account", "konto", "iban", "card", "karte", "order", "invoice", "rechnung", "license", "licence", "passport", "ip", "isbn", "version", "steuer", "date");

    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        foreach (var match in Candidate().EnumerateMatches(text))
        {
            var value = text.Substring(match.Index, match.Length);
            if (value.Count(char.IsAsciiDigit) < MinDigits || Date().IsMatch(value))
                continue;
            if (Judge(text, match.Index, value, atLeast) is { } confidence)
                Add(found, match.Index, match.Length, confidence);
        }
    }

    private static Confidence? Judge(string text, int start, string value, Confidence atLeast)
    {
        var inContext = Context.IsBeside(text, start, value.Length) || Labels.IsBeside(text, start, value.Length);
        if (value[0] == '+' || value.StartsWith("00", StringComparison.Ordinal))
        {
            var international = value[0] == '+' ? value : "+" + value[2..];
            if (IsValid(international, null))
                return Confidence.Certain;
            return inContext || (value[0] == '+' && IsPossible(international)) ? Confidence.Likely : null;
        }

        if (inContext)
            return Confidence.Likely;
        if (American().IsMatch(value) || (Trunk().IsMatch(value) && TrunkRegions.Any(region => IsValid(value, region))))
            return Others.IsBeside(text, start, value.Length) ? Confidence.Possible : Confidence.Likely;
        // Asking every plan about every number of a text is only worth it where mere possibilities are wanted.
        return atLeast == Confidence.Possible && BareRegions.Any(region => IsValid(value, region)) ? Confidence.Possible : null;
    }

    private static bool IsValid(string value, string? region) => Parse(value, region) is { } number && Plans.IsValidNumber(number);

    private static bool IsPossible(string value) => Parse(value, null) is { } number && Plans.IsPossibleNumber(number);

    private static PhoneNumber? Parse(string value, string? region)
    {
        try
        {
            return Plans.Parse(value, region);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}_+.,/:@#$€£=-]|\d )\+?\(?[0-9](?:[ ().\-/\u00A0]{0,3}[0-9]){6,14}(?![\p{L}\p{N}_]|[-.,/:][0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Candidate();

    // (415) 555-0132, 415-555-0132, 1 415.555.0132: areas and exchanges begin with 2 to 9, and N11 is no area.
    [GeneratedRegex(@"\A(?:1[ .-])?(?:\([2-9][0-9]{2}\) ?|[2-9](?!11)[0-9]{2}[ .-])[2-9][0-9]{2}[.-][0-9]{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex American();

    // 030 1234567, 0171/1234567: an area and a number apart.
    [GeneratedRegex(@"\A\(?0[0-9]{1,5}\)?[ /-][0-9 -]{4,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Trunk();

    [GeneratedRegex(@"\A(?:[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}|[0-9]{1,2}[-./][0-9]{1,2}[-./](?:19|20)[0-9]{2})(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
