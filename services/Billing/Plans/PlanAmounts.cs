using System.Globalization;
using Tollgate.Billing.Plans.ChargeModels;

namespace Tollgate.Billing.Plans;

/// <summary>Amounts as plan files write them: plain decimals, no sign, no exponent, no thousands.</summary>
internal static class PlanAmounts
{
    private const int MinorUnits = 2;
    private const int PercentScale = 4;

    public static bool TryPrice(string? text, out decimal price) =>
        TryParse(text, out price) && price < PriceRange.MaxPrice && price.Scale <= PriceRange.MaxScale;

    public static bool TryFee(string? text, out decimal fee) =>
        TryParse(text, out fee) && fee <= PriceRange.MaxFee && fee.Scale <= MinorUnits;

    public static bool TryPercent(string? text, decimal most, out decimal percent) =>
        TryParse(text, out percent) && percent <= most && percent.Scale <= PercentScale;

    /// <summary>What validation found to be a fee; nothing where the file is silent.</summary>
    public static decimal Fee(string? text) => TryFee(text, out var fee) ? fee : 0;

    /// <summary>What validation found to be a price.</summary>
    public static decimal Price(string? text) => TryPrice(text, out var price) ? price : throw new InvalidOperationException("The price was validated.");

    /// <summary>What validation found to be a percentage; nothing where the file is silent.</summary>
    public static decimal Percent(string? text) => TryPercent(text, decimal.MaxValue, out var percent) ? percent : 0;

    private static bool TryParse(string? text, out decimal amount) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);
}
