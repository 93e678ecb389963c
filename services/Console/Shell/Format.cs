using System.Globalization;
using Tollgate.Contracts.Common.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Tollgate.Console.Shell;

/// <summary>Numbers as people read them.</summary>
internal static class Format
{
    private const decimal NanosPerUnit = 1_000_000_000m;
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static decimal Amount(Money? money) => (money?.Nanos ?? 0) / NanosPerUnit;

    /// <summary>Provider cost, often far below a cent: four decimals, more when that would show nothing.</summary>
    public static string Cost(Money? money) => Cost(money?.Nanos ?? 0, money?.Currency ?? "");

    public static string Cost(long nanos, string currency = "USD")
    {
        var amount = nanos / NanosPerUnit;
        var digits = amount != 0 && Math.Abs(amount) < 0.0001m ? "N9" : "N4";
        return Sign(amount.ToString(digits, Culture), currency);
    }

    /// <summary>A price, in the currency's minor unit.</summary>
    public static string Price(Money? money) => Sign(Amount(money).ToString("N2", Culture), money?.Currency ?? "");

    public static string Count(long number) => number.ToString("N0", Culture);

    /// <summary>A share of a whole, "–" when there is no whole.</summary>
    public static string Share(decimal part, decimal whole) => whole == 0 ? "–" : (part / whole).ToString("P1", Culture);

    public static string Day(Timestamp? time) => time is null ? "–" : time.ToDateTimeOffset().ToString("d MMM yyyy", Culture);

    private static string Sign(string number, string currency) => currency switch
    {
        "USD" or "" => number.StartsWith('-') ? $"−${number[1..]}" : $"${number}",
        _ => $"{number} {currency}",
    };
}
