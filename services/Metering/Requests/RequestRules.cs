using Tollgate.Contracts.Intake.V1;
using Tollgate.Metering.Holds;
using Tollgate.Metering.Ledger;

namespace Tollgate.Metering.Requests;

/// <summary>What a completed request must keep to be counted.</summary>
internal static class RequestRules
{
    /// <summary>Why it is not believed; null when it is.</summary>
    public static string? Check(RequestCompleted fact, DateTimeOffset now, LedgerOptions options)
    {
        if (string.IsNullOrWhiteSpace(fact.TenantId))
            return "EMPTY_TENANT";
        if (!AttemptFacts.AreStorable(fact.TenantId, fact.AssistantId, fact.UserId, fact.Model, fact.Reason))
            return "UNSTORABLE_NAME";
        if (fact.Outcome is not ("answered" or "cached" or "refused" or "failed"))
            return "UNKNOWN_OUTCOME";
        if (fact.Attempts < 0 || fact.CostNanos < 0 || fact.BaselineCostNanos < 0)
            return "NEGATIVE_AMOUNT";
        if (fact.CostNanos > AttemptFacts.MaxCostNanos || fact.BaselineCostNanos > AttemptFacts.MaxCostNanos)
            return "EXCESSIVE_AMOUNT";
        if (fact.Currency != options.Currency)
            return "UNKNOWN_CURRENCY";
        return fact.AcceptTime < now - options.MaxAge || fact.AcceptTime > now + options.MaxAhead ? "IMPLAUSIBLE_TIME" : null;
    }
}
