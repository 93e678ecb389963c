using Tollgate.Inference.Reconciliation;

namespace Tollgate.Inference.Charges;

/// <summary>What a provider charges for a day, as one line of its costs report says it.</summary>
/// <param name="Day">UTC.</param>
/// <param name="LineItem">What for, in its words: a model, often with the kind of tokens behind a comma.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
/// <param name="Amount">In units of the currency.</param>
internal sealed record ReportedCharge(DateOnly Day, string LineItem, string Currency, decimal Amount);

/// <summary>What our calls of a day and model were settled at.</summary>
/// <param name="Calls">Their number.</param>
/// <param name="CostNanos">All of them.</param>
/// <param name="UnattributedNanos">Those that are nobody's.</param>
/// <param name="Currency">ISO 4217; empty where there are none.</param>
/// <param name="Tokens">What they used together.</param>
/// <param name="PriceVersions">By which prices.</param>
internal sealed record SettledCalls(
    long Calls, long CostNanos, long UnattributedNanos, string Currency, ReportedTokens Tokens, IReadOnlyList<string> PriceVersions)
{
    public static SettledCalls None { get; } = new(0, 0, 0, "", default, []);

    public static SettledCalls operator +(SettledCalls left, SettledCalls right) => new(
        left.Calls + right.Calls,
        checked(left.CostNanos + right.CostNanos),
        checked(left.UnattributedNanos + right.UnattributedNanos),
        left.Currency.Length > 0 ? left.Currency : right.Currency,
        left.Tokens + right.Tokens,
        [.. left.PriceVersions.Union(right.PriceVersions).Order(StringComparer.Ordinal)]);
}

/// <summary>A day and line, from both sides.</summary>
/// <param name="Day">UTC.</param>
/// <param name="LineItem">A model as the catalogue names it, or the provider's own words for what is none.</param>
/// <param name="ChargedCurrency">ISO 4217; empty where nothing is charged.</param>
/// <param name="ChargedNanos">What is charged.</param>
/// <param name="Settled">What was settled.</param>
/// <param name="Reported">The day's usage as the provider reports it by now.</param>
internal sealed record ChargedDay(
    DateOnly Day, string LineItem, string ChargedCurrency, long ChargedNanos, SettledCalls Settled, ReportedTokens Reported);
