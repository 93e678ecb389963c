namespace Tollgate.Contracts.Metering.V1;

/// <summary>Ledger entries that were committed together. Each stands for itself.</summary>
[WireName("metering.usage-recorded-batch.v1", Mandatory = true)]
public sealed record UsageRecordedBatch
{
    /// <summary>Id of the message.</summary>
    public required Guid BatchId { get; init; }

    /// <summary>The entries, at least one.</summary>
    public required IReadOnlyList<UsageRecorded> Events { get; init; }
}
