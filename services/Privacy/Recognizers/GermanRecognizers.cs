using System.Globalization;
using System.Text.RegularExpressions;
using Tollgate.Privacy.Checks;

namespace Tollgate.Privacy.Recognizers;

/// <summary>Numbers of Germany, with the check digits that their issuers publish.</summary>
internal static partial class GermanRecognizers
{
    public static Recognizer[] All { get; } =
    [
        new PatternRecognizer(
            PersonalDataKind.GermanTaxId, TaxId(),
            new(64, 16, "steuer", "idnr", "tin", "tax id", "tax identification", "identifikationsnummer", "taxpayer")) { Check = CheckTaxId },
        new PatternRecognizer(
            PersonalDataKind.GermanSocialSecurity, SocialSecurity(),
            new(64, 16, "rvnr", "svnr", "sozialversicherung", "rentenversicherung", "versicherungsnummer", "sv-nummer", "social security", "pension"))
        {
            Check = CheckSocialSecurity,
            Checked = Confidence.Certain,
        },
        new PatternRecognizer(
            PersonalDataKind.GermanHealthInsurance, HealthInsurance(),
            new(64, 16, "kvnr", "krankenversicher", "krankenkasse", "versichertennummer", "versicherten", "gesundheitskarte", "egk", "health insurance"))
        {
            Check = value => CheckDigits.GermanHealth(value) ? Check.Right : Check.Wrong,
        },
        new PatternRecognizer(
            PersonalDataKind.GermanIdCard, Document(),
            new(48, 16, "personalausweis", "ausweis", "identity card", "id card", "identitätskarte", "perso")) { Check = CheckIdCard },
        new PatternRecognizer(
            PersonalDataKind.GermanPassport, Document(), new(48, 16, "reisepass", "passport", "pass", "passnummer", "pass-nr"))
        {
            Check = value => CheckDigits.Icao(value) ? Check.Right : Check.Wrong,
        },
        new PatternRecognizer(
            PersonalDataKind.GermanVatId, VatId(), new(48, 16, "ust", "umsatzsteuer", "vat", "mwst", "mehrwertsteuer"))
        {
            Check = value => CheckDigits.Mod1110(Plain.Of(value).AsSpan(2)) ? Check.Right : Check.Unknown,
        },
        new PatternRecognizer(
            PersonalDataKind.GermanTaxNumber, TaxNumber(), new(64, 16, "steuernummer", "steuer-nr", "steuernr", "st.-nr", "stnr", "st-nr", "finanzamt", "tax number")),
        new PatternRecognizer(
            PersonalDataKind.GermanDriverLicense, DriverLicense(),
            new(64, 16, "führerschein", "fuehrerschein", "fahrerlaubnis", "driving licen", "driver's licen", "driver licen")),
        new PatternRecognizer(
            PersonalDataKind.GermanLicensePlate, LicensePlate(), new(48, 24, "kennzeichen", "kfz", "fahrzeug", "auto", "pkw", "wagen", "license plate", "licence plate", "number plate", "zulassung")),
        new PatternRecognizer(
            PersonalDataKind.GermanCommercialRegister, CommercialRegister(), new(48, 16, "handelsregister", "amtsgericht", "registergericht"))
        {
            Plain = Confidence.Likely,
        },
        new PatternRecognizer(
            PersonalDataKind.GermanPhysicianNumber, NineDigits(), new(48, 16, "lanr", "arztnummer", "arzt-nr", "vertragsarzt"))
        {
            Check = value => CheckDigits.GermanPhysician(value) && !Plain.IsOneDigit(value) ? Check.Right : Check.Wrong,
            Checked = Confidence.Possible,
        },
        new PatternRecognizer(PersonalDataKind.GermanPracticeNumber, NineDigits(), new(48, 16, "bsnr", "betriebsstätte", "betriebsstaette")),
        new PatternRecognizer(
            PersonalDataKind.GermanPostalCode, PostalCode(), new(24, 0, "plz", "postleitzahl", "postanschrift", "wohnort"))
        {
            Check = value => value is "01000" or "99999" ? Check.Wrong : Check.Unknown,
        },
    ];

    // Since 2016 a digit may stand there three times, but not three times in a row.
    private static Check CheckTaxId(string value)
    {
        var digits = Plain.Of(value);
        Span<int> counts = stackalloc int[10];
        foreach (var digit in digits.AsSpan(0, 10))
            counts[digit - '0']++;
        return !counts.ContainsAnyExceptInRange(0, 3) && CheckDigits.Mod1110(digits) ? Check.Right : Check.Wrong;
    }

    private static Check CheckSocialSecurity(string value)
    {
        var number = Plain.Of(value);
        var day = int.Parse(number.AsSpan(2, 2), CultureInfo.InvariantCulture);
        var month = int.Parse(number.AsSpan(4, 2), CultureInfo.InvariantCulture);
        return number[..2] != "00" && day is (>= 1 and <= 31) or (>= 51 and <= 81) && month is >= 1 and <= 12 && CheckDigits.GermanPension(number)
            ? Check.Right
            : Check.Wrong;
    }

    // Cards from before November 2010 begin with T and have no check digit.
    private static Check CheckIdCard(string value)
    {
        if (CheckDigits.Icao(value))
            return Check.Right;
        return char.ToUpperInvariant(value[0]) == 'T' && !value.AsSpan(1).ContainsAnyExceptInRange('0', '9') ? Check.Unknown : Check.Wrong;
    }

    [GeneratedRegex(@"(?<![\w.,/-])[1-9][0-9](?: ?[0-9]{3}){3}(?![\w/-])", RegexOptions.CultureInvariant)]
    private static partial Regex TaxId();

    [GeneratedRegex(@"(?<!\w)[0-9]{2} ?[0-9]{6} ?[A-Z] ?[0-9]{3}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SocialSecurity();

    [GeneratedRegex(@"(?<!\w)[A-Z][0-9]{9}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HealthInsurance();

    // Letters that cannot be taken for digits or make words; a number without any letter behind the first is possible.
    [GeneratedRegex(@"(?<![\w-])[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{7}[0-9](?![\w-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Document();

    [GeneratedRegex(@"(?<!\w)DE[ .-]?[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{3}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex VatId();

    [GeneratedRegex(@"(?<![\w/])(?:(?:0[1-9]|1[0-6])[0-9]{11}|[0-9]{2,3}/[0-9]{3,4}/[0-9]{4,5})(?![\w/])", RegexOptions.CultureInvariant)]
    private static partial Regex TaxNumber();

    // The form of the cards since 2013, and the one that stands on them: authority, five characters, check digit, copy.
    [GeneratedRegex(@"(?<!\w)(?:[A-Z]{2}[0-9]{8}[A-Z0-9]|[A-Z][0-9]{2}[A-Z0-9][A-Z0-9]{5}[0-9][A-Z0-9])(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DriverLicense();

    [GeneratedRegex(@"(?<![\w-])[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2}[ -]?[0-9]{1,4}[EH]?(?![\w-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LicensePlate();

    [GeneratedRegex(@"(?<!\w)HR[AB]\s{0,3}[0-9]{1,6}(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex CommercialRegister();

    [GeneratedRegex(@"(?<![\w.-])[0-9]{9}(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex NineDigits();

    [GeneratedRegex(@"(?<![\w.,/-])(?:0[1-9]|[1-9][0-9])[0-9]{3}(?![\w.,/-])", RegexOptions.CultureInvariant)]
    private static partial Regex PostalCode();
}
