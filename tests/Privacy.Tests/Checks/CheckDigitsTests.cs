using Tollgate.Privacy.Checks;

namespace Tollgate.Privacy.Tests.Checks;

/// <summary>Examples that the issuers publish.</summary>
public sealed class CheckDigitsTests
{
    [Fact]
    public void Published_examples_agree()
    {
        Assert.True(CheckDigits.Luhn("79927398713"));
        Assert.True(CheckDigits.Iban("GB82WEST12345698765432"));
        Assert.True(CheckDigits.Mod1110("86095742719"));
        Assert.True(CheckDigits.Icao("L01X00T44"));
        Assert.True(CheckDigits.GermanPension("15070649C103"));
        Assert.True(CheckDigits.GermanHealth("A000500015"));
        Assert.True(CheckDigits.GermanPhysician("123456601"));
        Assert.True(CheckDigits.Routing("021000021"));
        Assert.True(CheckDigits.Nhs("2213951837"));
        Assert.True(CoinAddresses.IsBase58Check("16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ"));
        Assert.True(CoinAddresses.IsBech32("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"));
    }

    [Theory]
    [InlineData("79927398713")]
    [InlineData("4111111111111111")]
    public void A_single_wrong_digit_is_noticed(string number)
    {
        for (var i = 0; i < number.Length; i++)
        {
            var wrong = number.ToCharArray();
            wrong[i] = wrong[i] == '9' ? '0' : (char)(wrong[i] + 1);
            Assert.False(CheckDigits.Luhn(wrong));
        }
    }
}
