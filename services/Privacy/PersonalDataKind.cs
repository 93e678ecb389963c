namespace Tollgate.Privacy;

/// <summary>
/// What a finding is. The order is a rule: of two findings that are equally sure and equally long, the one that stands first here gives
/// its name to the place.
/// </summary>
public enum PersonalDataKind
{
    /// <summary>A password, API key, token or private key.</summary>
    Secret,

    /// <summary>An address with user and password in it.</summary>
    UrlCredentials,

    /// <summary>An e-mail address.</summary>
    EmailAddress,

    /// <summary>An international bank account number, checked by its length and mod 97.</summary>
    Iban,

    /// <summary>A payment card number, checked by its brand's ranges and Luhn.</summary>
    CreditCard,

    /// <summary>An address of a crypto currency.</summary>
    Crypto,

    /// <summary>An IPv4 or IPv6 address, or a network of them.</summary>
    IpAddress,

    /// <summary>The address of a network interface.</summary>
    MacAddress,

    /// <summary>US social security number.</summary>
    UsSsn,

    /// <summary>US individual taxpayer identification number.</summary>
    UsItin,

    /// <summary>German tax id of a person (Steuer-IdNr.).</summary>
    GermanTaxId,

    /// <summary>German pension insurance number (Rentenversicherungsnummer).</summary>
    GermanSocialSecurity,

    /// <summary>German health insurance number (KVNR).</summary>
    GermanHealthInsurance,

    /// <summary>German identity card number.</summary>
    GermanIdCard,

    /// <summary>German passport number.</summary>
    GermanPassport,

    /// <summary>German VAT id (USt-IdNr.).</summary>
    GermanVatId,

    /// <summary>German tax number of a tax office (Steuernummer).</summary>
    GermanTaxNumber,

    /// <summary>German driving licence number.</summary>
    GermanDriverLicense,

    /// <summary>German commercial register number.</summary>
    GermanCommercialRegister,

    /// <summary>German physician number (LANR).</summary>
    GermanPhysicianNumber,

    /// <summary>German number of a medical practice (BSNR).</summary>
    GermanPracticeNumber,

    /// <summary>UK national health service number.</summary>
    UkNhs,

    /// <summary>UK national insurance number.</summary>
    UkNino,

    /// <summary>US bank routing number (ABA).</summary>
    UsRoutingNumber,

    /// <summary>US driver licence number.</summary>
    UsDriverLicense,

    /// <summary>US passport number.</summary>
    UsPassport,

    /// <summary>US bank account number.</summary>
    UsBankNumber,

    /// <summary>A telephone number.</summary>
    PhoneNumber,

    /// <summary>German licence plate.</summary>
    GermanLicensePlate,

    /// <summary>German postal code.</summary>
    GermanPostalCode,

    /// <summary>A date of birth: a date that its context says so of.</summary>
    DateOfBirth,

    /// <summary>A person's name: a best effort that finds fewer than half of them.</summary>
    Person,
}
