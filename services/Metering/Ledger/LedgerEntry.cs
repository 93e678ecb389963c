using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Ledger;

/// <summary>An entry of the ledger: an attempt's totals at revision 1, a difference in usage or in its price after.</summary>
internal sealed record LedgerEntry
{
    public required Guid AttemptId { get; init; }

    public required int Revision { get; init; }

    /// <summary>What it is.</summary>
    public required UsageEntryKind Kind { get; init; }

    /// <summary>Revision of the entry that it corrects; null for the first.</summary>
    public int? Corrects { get; init; }

    public required Guid EventId { get; init; }

    public required AttemptIdentity Identity { get; init; }

    public required AttemptOutcome Outcome { get; init; }

    public required UsageRank Rank { get; init; }

    public required UsageAmounts Amounts { get; init; }

    public required string Currency { get; init; }

    public required string PriceVersion { get; init; }

    public required DateTimeOffset RecordTime { get; init; }

    /// <summary>Budget periods it is charged to. Empty when read back: the stored keys are for the audit.</summary>
    public IReadOnlyList<PeriodState> Periods { get; init; } = [];

    /// <summary>Trace that Billing continues; not stored.</summary>
    public string? TraceParent { get; init; }
}
