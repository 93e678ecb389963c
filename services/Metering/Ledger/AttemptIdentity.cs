using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Ledger;

/// <summary>Whose attempt it is and what was asked. Said by the first entry; corrections change amounts only, so sums stay where they are.</summary>
internal sealed record AttemptIdentity(
    Guid OperationId, string TenantId, string AssistantId, string UserId, string ApiKeyId, string Environment, string Provider, string Model,
    string Operation, Payer Payer, DateTimeOffset AttemptTime)
{
    public Spender Spender => new(TenantId, AssistantId, UserId, ApiKeyId, Provider);

    /// <summary>Hour of the attempt, by which it is rolled up (UTC).</summary>
    public DateTimeOffset Hour => new(AttemptTime.UtcTicks - (AttemptTime.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    // Postgres keeps microseconds: what is announced must be what is stored.
    public static AttemptIdentity Of(TokensMetered fact) => new(
        fact.OperationId, fact.TenantId, fact.AssistantId, fact.UserId, fact.ApiKeyId, fact.Environment, fact.Provider, fact.Model,
        fact.Operation, fact.Payer, new DateTimeOffset(fact.StartTime.UtcTicks - (fact.StartTime.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero));
}
