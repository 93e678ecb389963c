using System.Collections.Frozen;

namespace Tollgate.Tokens;

/// <summary>The ISO 4217 codes that prices may be stated in.</summary>
public static class Currencies
{
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        ["USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK", "INR", "BRL", "SGD", "CNY", "KRW"]);

    /// <summary>True when the code is one of ours; codes are upper case.</summary>
    public static bool IsKnown(string code) => Known.Contains(code);
}
