using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Ledger;

/// <summary>Tells Billing of entries that are committed together.</summary>
internal static class UsageNews
{
    public static UsageRecordedBatch Of(IReadOnlyList<LedgerEntry> entries, TimeProvider clock) => new()
    {
        BatchId = Guid.CreateVersion7(clock.GetUtcNow()),
        Events = [.. entries.Select(Of)],
    };

    /// <summary>Id of an entry, wherever it is told.</summary>
    public static Guid IdOf(LedgerEntry entry) => EventIds.From(entry.AttemptId, $"revision/{entry.Revision}");

    private static UsageRecorded Of(LedgerEntry entry) => new()
    {
        EventId = IdOf(entry),
        AttemptId = entry.AttemptId,
        Revision = entry.Revision,
        OperationId = entry.Identity.OperationId,
        TenantId = entry.Identity.TenantId,
        AssistantId = entry.Identity.AssistantId,
        UserId = entry.Identity.UserId,
        ApiKeyId = entry.Identity.ApiKeyId,
        Provider = entry.Identity.Provider,
        Model = entry.Identity.Model,
        Outcome = entry.Outcome,
        Rank = entry.Rank,
        Payer = entry.Identity.Payer,
        Usage = entry.Amounts.ToCounts(),
        CostNanos = entry.Amounts.CostNanos,
        Currency = entry.Currency,
        PriceVersion = entry.PriceVersion,
        AttemptTime = entry.Identity.AttemptTime,
        RecordTime = entry.RecordTime,
        Kind = entry.Kind,
        CorrectsRevision = entry.Corrects ?? 0,
        TraceParent = entry.TraceParent,
    };
}
