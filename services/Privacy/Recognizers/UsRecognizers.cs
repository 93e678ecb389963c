using System.Globalization;
using System.Text.RegularExpressions;
using Tollgate.Privacy.Checks;

namespace Tollgate.Privacy.Recognizers;

/// <summary>Numbers of the United States.</summary>
internal static partial class UsRecognizers
{
    public static Recognizer[] All { get; } =
    [
        new PatternRecognizer(PersonalDataKind.UsSsn, Ssn(), new(64, 16, "ssn", "ssns", "social security", "ssid", "sozialversicherung"))
        {
            Check = CheckSsn,
            Checked = Confidence.Likely,
        },
        new PatternRecognizer(PersonalDataKind.UsItin, Itin(), new(64, 16, "itin", "taxpayer", "tax id", "tin", "individual tax")) { Check = CheckItin },
        new PatternRecognizer(
            PersonalDataKind.UsRoutingNumber, NineDigits(), new(64, 16, "routing", "aba", "rtn", "transit number", "bank code", "wire")) { Check = CheckRouting, Checked = Confidence.Possible },
        new PatternRecognizer(
            PersonalDataKind.UsDriverLicense, DriverLicense(),
            new(48, 0, "driver license", "driver licence", "driver's license", "driver's licence", "drivers license", "drivers licence", "driver’s license", "driving license", "driving licence", "license number",
                "licence number", "license no", "dl", "dln", "dmv"))
        {
            Check = CheckDriverLicense,
            NeedsContext = true,
        },
        new PatternRecognizer(PersonalDataKind.UsPassport, Passport(), new(48, 16, "passport", "travel document")),
        new PatternRecognizer(
            PersonalDataKind.UsBankNumber, Account(), new(48, 16, "bank account", "account number", "account no", "account #", "acct", "checking account", "savings account", "bank acct", "direct deposit")),
    ];

    /// <summary>Areas 000, 666 and from 900, groups 00 and serials 0000 were never given out, and some numbers became famous.</summary>
    private static Check CheckSsn(string value)
    {
        var digits = Plain.Of(value);
        var area = int.Parse(digits.AsSpan(0, 3), CultureInfo.InvariantCulture);
        if (area is 0 or 666 or >= 900 || digits[3..5] == "00" || digits[5..] == "0000" || Plain.IsOneDigit(digits)
            || digits is "078051120" or "219099999" or "123456789" or "987654321")
        {
            return Check.Wrong;
        }

        // Only the usual dashes say what nine digits are.
        return value.Contains('-', StringComparison.Ordinal) ? Check.Right : Check.Unknown;
    }

    private static Check CheckItin(string value)
    {
        var group = int.Parse(Plain.Of(value).AsSpan(3, 2), CultureInfo.InvariantCulture);
        if (group is not ((>= 50 and <= 65) or (>= 70 and <= 88) or (>= 90 and <= 92) or (>= 94 and <= 99)))
            return Check.Wrong;
        return value.Contains('-', StringComparison.Ordinal) ? Check.Right : Check.Unknown;
    }

    // Federal Reserve districts and thrift institutions, electronic transfers, traveller's cheques, the government.
    private static Check CheckRouting(string digits)
    {
        var prefix = int.Parse(digits.AsSpan(0, 2), CultureInfo.InvariantCulture);
        return prefix is <= 12 or (>= 21 and <= 32) or (>= 61 and <= 72) or 80 && CheckDigits.Routing(digits) && !Plain.IsOneDigit(digits)
            ? Check.Right
            : Check.Wrong;
    }

    // The states' forms have little in common but that most characters are digits.
    private static Check CheckDriverLicense(string value) =>
        Plain.Of(value) is { Length: >= 5 and <= 15 } plain && plain.Count(char.IsAsciiDigit) >= 4 ? Check.Unknown : Check.Wrong;

    [GeneratedRegex(@"(?<![\w.-])[0-9]{3}([ .-]?)[0-9]{2}\1[0-9]{4}(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Ssn();

    [GeneratedRegex(@"(?<![\w.-])9[0-9]{2}([ -]?)[0-9]{2}\1[0-9]{4}(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Itin();

    [GeneratedRegex(@"(?<![\w.-])[0-9]{9}(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex NineDigits();

    [GeneratedRegex(@"(?<![\w-])[A-Z]{0,2}[0-9]{1,14}(?:[ -][A-Z0-9]{2,6}){0,3}[A-Z]{0,2}(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex DriverLicense();

    [GeneratedRegex(@"(?<![\w-])(?:[0-9]{9}|[A-Z][0-9]{8})(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Passport();

    [GeneratedRegex(@"(?<![\w.-])[0-9]{8,17}(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Account();
}
