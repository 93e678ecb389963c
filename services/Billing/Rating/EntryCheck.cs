using NodaTime;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Tokens;

namespace Tollgate.Billing.Rating;

/// <summary>Tells usage records that can be rated from those that only a person can make sense of.</summary>
internal static class EntryCheck
{
    // A trillion tokens or a million dollars in one call: not usage, but a broken meter.
    private const long MaxTokens = 1_000_000_000_000;
    private const long MaxCostNanos = 1_000_000_000_000_000;

    /// <summary>The entry, or what is wrong with the record.</summary>
    public static (UsageEntry? Entry, string Problem) Check(UsageRecorded recorded)
    {
        var problem = Problem(recorded);
        return problem.Length > 0 ? (null, problem) : (ToEntry(recorded), "");
    }

    private static string Problem(UsageRecorded recorded) => recorded switch
    {
        { AttemptId: var id } when id == Guid.Empty => "ATTEMPT_ID_MISSING",
        { Revision: < 1 } => "REVISION_OUT_OF_RANGE",
        { TenantId: var tenant } when !TenantIds.IsValid(tenant) => "TENANT_ID_INVALID",
        { Model: var model } when !IsName(model) => "MODEL_INVALID",
        { Provider: var provider } when !IsName(provider) => "PROVIDER_INVALID",
        { AssistantId: { } assistant } when !IsOptionalName(assistant) => "ASSISTANT_INVALID",
        { UserId: { } user } when !IsOptionalName(user) => "USER_INVALID",
        { Payer: not (Payer.Customer or Payer.Platform) } => "PAYER_UNKNOWN",
        { Currency: not "USD" } => "CURRENCY_UNKNOWN",
        { Usage: null } => "USAGE_MISSING",
        { CostNanos: < -MaxCostNanos or > MaxCostNanos } => "COST_OUT_OF_RANGE",
        { AttemptTime: var begun, RecordTime: var noted } when !IsPlausible(begun) || !IsPlausible(noted) => "TIME_IMPLAUSIBLE",
        _ => UsageProblem(recorded),
    };

    // Control characters include NUL, which no text column can hold.
    private static bool IsName(string? name) => name is { Length: >= 1 and <= 256 } && !name.Any(char.IsControl);

    private static bool IsOptionalName(string name) => name.Length == 0 || IsName(name);

    // Written into no period that anybody will see, or beyond what a calendar can count: a broken clock.
    private static bool IsPlausible(DateTimeOffset time) => time.UtcDateTime.Year is >= 2020 and < 2100;

    private static string UsageProblem(UsageRecorded recorded)
    {
        var usage = recorded.Usage.ToUsage();
        if (TokenKinds.All.Any(kind => usage[kind] is < -MaxTokens or > MaxTokens))
            return "USAGE_OUT_OF_RANGE";
        return recorded.Revision == 1 && (usage.HasNegative || recorded.CostNanos < 0) ? "USAGE_NEGATIVE" : "";
    }

    private static UsageEntry ToEntry(UsageRecorded recorded) => new()
    {
        AttemptId = recorded.AttemptId,
        Revision = recorded.Revision,
        TenantId = recorded.TenantId,
        AssistantId = recorded.AssistantId ?? "",
        UserId = recorded.UserId ?? "",
        Provider = recorded.Provider,
        Model = recorded.Model,
        CustomerPays = recorded.Payer == Payer.Customer,
        Usage = recorded.Usage.ToUsage(),
        CostNanos = recorded.CostNanos,
        Currency = recorded.Currency,
        AttemptTime = Instant.FromDateTimeOffset(recorded.AttemptTime),
        RecordTime = Instant.FromDateTimeOffset(recorded.RecordTime),
        TraceParent = recorded.TraceParent,
    };
}
