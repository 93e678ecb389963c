namespace Tollgate.Privacy.Tests.Recognizers;

public sealed class DetectorTests
{
    [Theory]
    [InlineData("Write to jane.doe+claims@example.co.uk, please.", PersonalDataKind.EmailAddress, "jane.doe+claims@example.co.uk")]
    [InlineData("Schreiben Sie an jürgen@müller-und-söhne.de.", PersonalDataKind.EmailAddress, "jürgen@müller-und-söhne.de")]
    [InlineData("IBAN DE89 3704 0044 0532 0130 00, thanks", PersonalDataKind.Iban, "DE89 3704 0044 0532 0130 00")]
    [InlineData("pay to gb82west12345698765432 now", PersonalDataKind.Iban, "gb82west12345698765432")]
    [InlineData("my card 4111-1111-1111-1111 was charged", PersonalDataKind.CreditCard, "4111-1111-1111-1111")]
    [InlineData("amex 3782 822463 10005", PersonalDataKind.CreditCard, "3782 822463 10005")]
    [InlineData("call me at +49 (0)30 901820", PersonalDataKind.PhoneNumber, "+49 (0)30 901820")]
    [InlineData("Tel.: 030/901820", PersonalDataKind.PhoneNumber, "030/901820")]
    [InlineData("or at (212) 555-0147 tonight", PersonalDataKind.PhoneNumber, "(212) 555-0147")]
    [InlineData("it came from 203.0.113.77:443", PersonalDataKind.IpAddress, "203.0.113.77")]
    [InlineData("it came from 2001:db8:85a3::8a2e:370:7334.", PersonalDataKind.IpAddress, "2001:db8:85a3::8a2e:370:7334")]
    [InlineData("postgres://app:s3cr3t@db.internal:5432/app is down", PersonalDataKind.UrlCredentials, "postgres://app:s3cr3t@db.internal:5432/app")]
    [InlineData("her SSN is 536-22-1234", PersonalDataKind.UsSsn, "536-22-1234")]
    [InlineData("ITIN 912-70-1234", PersonalDataKind.UsItin, "912-70-1234")]
    [InlineData("routing number 021000021", PersonalDataKind.UsRoutingNumber, "021000021")]
    [InlineData("bank account 000123456789", PersonalDataKind.UsBankNumber, "000123456789")]
    [InlineData("passport no 340020013", PersonalDataKind.UsPassport, "340020013")]
    [InlineData("driver's license D1234567", PersonalDataKind.UsDriverLicense, "D1234567")]
    [InlineData("Meine Steuer-ID ist 86 095 742 719.", PersonalDataKind.GermanTaxId, "86 095 742 719")]
    [InlineData("Steuernummer 181/815/08155", PersonalDataKind.GermanTaxNumber, "181/815/08155")]
    [InlineData("Sozialversicherungsnummer 15 070649 C 103", PersonalDataKind.GermanSocialSecurity, "15 070649 C 103")]
    [InlineData("Versichertennummer A123456780", PersonalDataKind.GermanHealthInsurance, "A123456780")]
    [InlineData("Personalausweis L01X00T44", PersonalDataKind.GermanIdCard, "L01X00T44")]
    [InlineData("Reisepass C01X00T41", PersonalDataKind.GermanPassport, "C01X00T41")]
    [InlineData("Führerschein B072RRE2I55", PersonalDataKind.GermanDriverLicense, "B072RRE2I55")]
    [InlineData("Kennzeichen HH-AB 1234", PersonalDataKind.GermanLicensePlate, "HH-AB 1234")]
    [InlineData("send it to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", PersonalDataKind.Crypto, "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq")]
    [InlineData("export KEY=sk-proj-abcdefghijklmnop1234", PersonalDataKind.Secret, "sk-proj-abcdefghijklmnop1234")]
    [InlineData("password: hunter2!", PersonalDataKind.Secret, "hunter2!")]
    [InlineData("born on 12.03.1987 in Kiel", PersonalDataKind.DateOfBirth, "12.03.1987")]
    [InlineData("My name is Hannah Nkemelu and I", PersonalDataKind.Person, "Hannah Nkemelu")]
    public void A_value_is_found_where_it_stands(string text, PersonalDataKind kind, string value)
    {
        var finding = Assert.Single(Detector.Find(text, new DetectionOptions(PersonalDataKinds.All)));

        Assert.Equal((kind, value), (finding.Kind, text.Substring(finding.Start, finding.Length)));
    }

    [Theory]
    [InlineData("The invoice number is 4111111111111112.")]
    [InlineData("IBAN DE89 3704 0044 0532 0130 01")]
    [InlineData("Version 10.0.12.4 was released on 2024-03-15 14:30:22.")]
    [InlineData("Order 1234567890 ships on 12/05/2024; total $1,234.56.")]
    [InlineData("std::vector<int> a{1, 2, 3}; user@localhost; a@b")]
    [InlineData("The password is required and must be reset.")]
    [InlineData("commit 8f953371d3e85eddb89b05ed6b9e680791055315c73e1025ab5dba7bb2aee189")]
    [InlineData("id 0198c2f0-7d3a-7c44-9f1e-2b1a3c4d5e6f took 415 ms for 2,048 tokens at 0.000123")]
    [InlineData("2024-01-31T23:59:59.123Z 1706745599 INFO 4096 65536 131072")]
    public void Other_numbers_are_left_alone(string text) => Assert.Empty(Detector.Find(text));

    [Fact]
    public void Overlapping_findings_are_one_that_covers_them_all_and_bears_the_name_of_the_surest()
    {
        const string text = "mysql://root:pass@word.example.com/db";

        var finding = Assert.Single(Detector.Find(text));

        Assert.Equal((PersonalDataKind.UrlCredentials, 0, text.Length), (finding.Kind, finding.Start, finding.Length));
    }

    [Fact]
    public void Every_kind_has_a_name_that_leads_back_to_it()
    {
        foreach (var kind in Enum.GetValues<PersonalDataKind>())
        {
            Assert.True(PersonalDataKinds.TryParse(PersonalDataKinds.NameOf(kind), out var same));
            Assert.Equal(kind, same);
        }
    }
}
