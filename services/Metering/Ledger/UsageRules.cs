using Tollgate.Contracts.Inference.V1;
using Tollgate.Metering.Holds;

namespace Tollgate.Metering.Ledger;

/// <summary>What a usage fact must keep to be believed.</summary>
internal static class UsageRules
{
    /// <summary>Why a fact is not believed; null when it is.</summary>
    public static string? Check(TokensMetered fact, DateTimeOffset now, LedgerOptions options)
    {
        if (fact.Usage is null || fact.Origins is null)
            return "MISSING_USAGE";
        if (string.IsNullOrWhiteSpace(fact.TenantId))
            return "EMPTY_TENANT";
        if (string.IsNullOrEmpty(fact.Provider) || string.IsNullOrEmpty(fact.Model))
            return "EMPTY_MODEL";
        if (!AttemptFacts.AreStorable(
            fact.TenantId, fact.AssistantId, fact.UserId, fact.ApiKeyId, fact.Environment, fact.Provider, fact.Model, fact.Operation, fact.PriceVersion))
        {
            return "UNSTORABLE_NAME";
        }

        if (fact.AttemptId.Version != 7 || !IsPlausible(AttemptFacts.TimeOf(fact.AttemptId), now, options))
            return "IMPLAUSIBLE_ATTEMPT_ID";
        if (!IsPlausible(fact.StartTime, now, options) || fact.EndTime < fact.StartTime || !IsPlausible(fact.EndTime, now, options))
            return "IMPLAUSIBLE_TIME";
        if (!IsNamed(fact.Outcome) || !IsNamed(fact.Rank) || !IsNamed(fact.Payer))
            return "UNKNOWN_ENUM";
        return CheckAmounts(fact, options);
    }

    private static string? CheckAmounts(TokensMetered fact, LedgerOptions options)
    {
        if (fact.Currency != options.Currency)
            return "UNKNOWN_CURRENCY";
        var amounts = UsageAmounts.From(fact.Usage, fact.Origins, fact.CostNanos);
        if (amounts.HasNegative)
            return "NEGATIVE_AMOUNT";
        return fact.CostNanos > AttemptFacts.MaxCostNanos || amounts.LargestCount > AttemptFacts.MaxTokens ? "EXCESSIVE_AMOUNT" : null;
    }

    private static bool IsPlausible(DateTimeOffset time, DateTimeOffset now, LedgerOptions options) =>
        time >= now - options.MaxAge && time <= now + options.MaxAhead;

    private static bool IsNamed<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        Enum.IsDefined(value) && !value.Equals(default(TEnum));
}
