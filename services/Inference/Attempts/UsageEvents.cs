using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Inference.Attempts;

/// <summary>A settlement as the event that tells the others.</summary>
internal static class UsageEvents
{
    public static TokensMetered ToEvent(Settlement settlement)
    {
        var (intent, result) = (settlement.Intent, settlement.Result);
        return new TokensMetered
        {
            EventId = EventIds.From(intent.AttemptId, SourceOf(result.Rank)),
            AttemptId = intent.AttemptId,
            OperationId = intent.OperationId,
            TenantId = intent.Caller.TenantId,
            AssistantId = intent.Caller.AssistantId,
            UserId = intent.Caller.UserId,
            ApiKeyId = intent.Caller.ApiKeyId,
            Environment = intent.Caller.Environment,
            Provider = intent.Provider,
            Model = intent.Model,
            Operation = intent.Operation,
            Outcome = result.Outcome,
            Rank = result.Rank,
            Payer = intent.Payer,
            Usage = result.Usage.ToCounts(),
            Origins = intent.Origins,
            CostNanos = settlement.CostNanos,
            Currency = intent.WorstCase.Currency,
            PriceVersion = settlement.PriceVersion,
            HeldNanos = settlement.Held.CostNanos,
            StartTime = intent.StartTime,
            EndTime = result.EndTime,
            TraceParent = intent.TraceParent,
        };
    }

    private static string SourceOf(UsageRank rank) => rank switch
    {
        UsageRank.Provider => "provider",
        UsageRank.Reconciled => "reconciled",
        UsageRank.Counted => "counted",
        _ => "assumed",
    };
}
