using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Reconciliation;
using Tollgate.Tokens;

namespace Tollgate.Inference.Charges;

/// <summary>What was found of a day and line.</summary>
/// <param name="Of">Both sides.</param>
/// <param name="Currency">Of the books.</param>
/// <param name="ToleranceNanos">Up to this much is rounding.</param>
/// <param name="UsageNanos">What the book makes of usage that is reported and not ours.</param>
/// <param name="Explanation">What explains the difference.</param>
/// <param name="AdjustedNanos">What all entries of the day together should add beside usage.</param>
internal sealed record ComparedCharge(
    ChargedDay Of, string Currency, long ToleranceNanos, long UsageNanos, ChargeExplanation Explanation, long AdjustedNanos);

/// <summary>
/// Says what is between a day's charge and what was settled, and why. A plain function: the same day is always explained in the same way.
/// What was settled is a fact and stays; a difference that is more than rounding becomes a cost beside usage.
/// </summary>
internal static class CompareCharges
{
    /// <param name="day">Both sides.</param>
    /// <param name="price">The book's price of that day; null when it has none.</param>
    /// <param name="currency">Of the books.</param>
    /// <param name="options">What is rounding.</param>
    public static ComparedCharge Decide(ChargedDay day, PriceEntry? price, string currency, ChargesOptions options)
    {
        var tolerance = checked(
            (day.Settled.Calls * options.ToleranceNanosPerCall) + (long)decimal.Truncate(Math.Abs(day.Settled.CostNanos) * options.ToleranceShare));
        if (day.ChargedCurrency.Length > 0 && day.ChargedCurrency != currency)
            return new ComparedCharge(day, currency, tolerance, 0, ChargeExplanation.Currency, 0);

        var difference = checked(day.ChargedNanos - day.Settled.CostNanos);
        var extra = day.Reported - day.Settled.Tokens;
        var usage = Priced(extra, price) ?? 0;
        var explanation = difference == 0 ? ChargeExplanation.Agrees
            : Math.Abs(difference) <= tolerance ? ChargeExplanation.Rounding
            : day.Reported.IsZero && day.Settled.Tokens.IsZero ? ChargeExplanation.OtherCharge
            : price is null ? ChargeExplanation.NoPrice
            : extra.IsZero ? ChargeExplanation.Price
            // The provider rounds what is late as it likes.
            : Math.Abs(difference - usage) <= tolerance + options.ToleranceNanosPerCall ? ChargeExplanation.LateUsage
            : ChargeExplanation.UsageAndPrice;
        var isRounding = explanation is ChargeExplanation.Agrees or ChargeExplanation.Rounding;
        return new ComparedCharge(day, currency, tolerance, usage, explanation, isRounding ? 0 : difference);
    }

    // More of one kind and less of another: both are priced as they stand.
    private static long? Priced(ReportedTokens tokens, PriceEntry? price) =>
        price is not null && CostOf(ReportedTokens.Max(tokens, default), price) is { } more && CostOf(ReportedTokens.Max(default(ReportedTokens) - tokens, default), price) is { } less
            ? more - less
            : null;

    private static long? CostOf(ReportedTokens tokens, PriceEntry price) =>
        Cost.TryOf(new TokenUsage { Input = tokens.Input, CachedInput = tokens.Cached, Output = tokens.Output }, price, out var cost) is PricingError.None
            ? cost.Nanos
            : null;
}
