using System.Collections.Frozen;

namespace Tollgate.Privacy;

/// <summary>Names of kinds on the wire, in policies and in placeholders, and what is looked for when nobody says.</summary>
public static class PersonalDataKinds
{
    private static readonly FrozenDictionary<PersonalDataKind, string> Names = new Dictionary<PersonalDataKind, string>
    {
        [PersonalDataKind.Secret] = "SECRET",
        [PersonalDataKind.UrlCredentials] = "URL_CREDENTIALS",
        [PersonalDataKind.EmailAddress] = "EMAIL_ADDRESS",
        [PersonalDataKind.Iban] = "IBAN_CODE",
        [PersonalDataKind.CreditCard] = "CREDIT_CARD",
        [PersonalDataKind.Crypto] = "CRYPTO",
        [PersonalDataKind.IpAddress] = "IP_ADDRESS",
        [PersonalDataKind.MacAddress] = "MAC_ADDRESS",
        [PersonalDataKind.UsSsn] = "US_SSN",
        [PersonalDataKind.UsItin] = "US_ITIN",
        [PersonalDataKind.UsPassport] = "US_PASSPORT",
        [PersonalDataKind.UsDriverLicense] = "US_DRIVER_LICENSE",
        [PersonalDataKind.UsBankNumber] = "US_BANK_NUMBER",
        [PersonalDataKind.UsRoutingNumber] = "US_ROUTING_NUMBER",
        [PersonalDataKind.UkNhs] = "UK_NHS",
        [PersonalDataKind.UkNino] = "UK_NINO",
        [PersonalDataKind.GermanTaxId] = "DE_TAX_ID",
        [PersonalDataKind.GermanTaxNumber] = "DE_TAX_NUMBER",
        [PersonalDataKind.GermanVatId] = "DE_VAT_ID",
        [PersonalDataKind.GermanIdCard] = "DE_ID_CARD",
        [PersonalDataKind.GermanPassport] = "DE_PASSPORT",
        [PersonalDataKind.GermanSocialSecurity] = "DE_SOCIAL_SECURITY",
        [PersonalDataKind.GermanHealthInsurance] = "DE_HEALTH_INSURANCE",
        [PersonalDataKind.GermanDriverLicense] = "DE_FUEHRERSCHEIN",
        [PersonalDataKind.GermanLicensePlate] = "DE_KFZ",
        [PersonalDataKind.GermanCommercialRegister] = "DE_HANDELSREGISTER",
        [PersonalDataKind.GermanPhysicianNumber] = "DE_LANR",
        [PersonalDataKind.GermanPracticeNumber] = "DE_BSNR",
        [PersonalDataKind.GermanPostalCode] = "DE_PLZ",
        [PersonalDataKind.PhoneNumber] = "PHONE_NUMBER",
        [PersonalDataKind.DateOfBirth] = "DATE_OF_BIRTH",
        [PersonalDataKind.Person] = "PERSON",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, PersonalDataKind> ByName =
        Names.ToFrozenDictionary(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal);

    /// <summary>Every kind there is.</summary>
    public static IReadOnlySet<PersonalDataKind> All { get; } = Names.Keys.ToFrozenSet();

    /// <summary>
    /// What a policy covers that names no kinds: everything with a form of its own. Names, and what is only personal beside other data
    /// (postal codes, company registers), are covered when a policy names them.
    /// </summary>
    public static IReadOnlySet<PersonalDataKind> Default { get; } = Names.Keys.Except(
    [
        PersonalDataKind.Person, PersonalDataKind.GermanPostalCode, PersonalDataKind.GermanCommercialRegister, PersonalDataKind.MacAddress,
    ]).ToFrozenSet();

    /// <summary>Kinds with a form of their own, which is what precision and recall are promised of.</summary>
    public static IReadOnlySet<PersonalDataKind> Structured { get; } =
        Names.Keys.Except([PersonalDataKind.Person, PersonalDataKind.DateOfBirth, PersonalDataKind.GermanPostalCode]).ToFrozenSet();

    /// <summary>The name of a kind, such as <c>EMAIL_ADDRESS</c>.</summary>
    public static string NameOf(PersonalDataKind kind) => Names[kind];

    /// <summary>The kind of that name.</summary>
    public static bool TryParse(string name, out PersonalDataKind kind) => ByName.TryGetValue(name, out kind);
}
