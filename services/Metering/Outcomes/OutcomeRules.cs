using Tollgate.Contracts.Intake.V1;
using Tollgate.Metering.Holds;
using Tollgate.Metering.Ledger;

namespace Tollgate.Metering.Outcomes;

/// <summary>What an outcome must keep to be counted.</summary>
internal static class OutcomeRules
{
    /// <summary>A thousand million of the currency: no single outcome brings this, and sums still fit.</summary>
    private const long MaxRevenueNanos = 1_000_000_000_000_000_000;

    /// <summary>Why it is not believed; null when it is.</summary>
    public static string? Check(OutcomeRecorded fact, DateTimeOffset now, LedgerOptions options)
    {
        if (string.IsNullOrWhiteSpace(fact.TenantId))
            return "EMPTY_TENANT";
        if (string.IsNullOrWhiteSpace(fact.Kind))
            return "EMPTY_KIND";
        if (!AttemptFacts.AreStorable(fact.TenantId, fact.AssistantId, fact.UserId, fact.Kind))
            return "UNSTORABLE_NAME";
        if (fact.RevenueNanos is < 0 or > MaxRevenueNanos)
            return "IMPLAUSIBLE_REVENUE";
        if (fact.Currency != options.Currency)
            return "UNKNOWN_CURRENCY";
        return fact.OutcomeTime > now + options.MaxAhead ? "IMPLAUSIBLE_TIME" : null;
    }
}
