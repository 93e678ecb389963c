using System.Globalization;

namespace Tollgate.Billing.Plans;

/// <summary>Amounts as plan files write them: plain decimals, no sign, no exponent, no thousands.</summary>
internal static class PlanAmounts
{
    private const int MinorUnits = 2;

    public static bool TryPrice(string? text, out decimal price) =>
        TryParse(text, out price) && price < GraduatedPrice.MaxPrice && price.Scale <= GraduatedPrice.MaxScale;

    public static bool TryFee(string? text, out decimal fee) =>
        TryParse(text, out fee) && fee <= 1_000_000m && fee.Scale <= MinorUnits;

    private static bool TryParse(string? text, out decimal amount) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);
}
