using Tollgate.Contracts.Common.V1;

namespace Tollgate.Contracts.Metering.V1;

/// <summary>
/// An entry was appended to the usage ledger. Corrections are entries of their own, with the next revision and the difference as usage and cost.
/// The key is (<see cref="AttemptId"/>, <see cref="Revision"/>).
/// </summary>
public sealed record UsageRecorded
{
    /// <summary>UUIDv5 of attempt and revision.</summary>
    public required Guid EventId { get; init; }

    /// <summary>UUIDv7 of the attempt.</summary>
    public required Guid AttemptId { get; init; }

    /// <summary>1 for the first entry of an attempt, counting up with each correction.</summary>
    public required int Revision { get; init; }

    /// <summary>The accepted request it belongs to.</summary>
    public required Guid OperationId { get; init; }

    /// <summary>Paying customer.</summary>
    public required string TenantId { get; init; }

    /// <summary>Product feature; empty when none.</summary>
    public string AssistantId { get; init; } = "";

    /// <summary>End user; empty when none.</summary>
    public string UserId { get; init; } = "";

    /// <summary>Public id of the API key.</summary>
    public string ApiKeyId { get; init; } = "";

    /// <summary>Provider key of the catalogue.</summary>
    public required string Provider { get; init; }

    /// <summary>Model as the catalogue names it.</summary>
    public required string Model { get; init; }

    /// <summary>How the attempt ended.</summary>
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>How well the usage is known.</summary>
    public required UsageRank Rank { get; init; }

    /// <summary>Who pays. Platform entries are rated at zero.</summary>
    public required Payer Payer { get; init; }

    /// <summary>Usage of this entry: the total at revision 1, the difference after.</summary>
    public required TokenCounts Usage { get; init; }

    /// <summary>Provider cost of this entry in nanos.</summary>
    public required long CostNanos { get; init; }

    /// <summary>ISO 4217 code of the cost.</summary>
    public required string Currency { get; init; }

    /// <summary>Version of the price entry.</summary>
    public required string PriceVersion { get; init; }

    /// <summary>Start of the provider call (UTC).</summary>
    public required DateTimeOffset AttemptTime { get; init; }

    /// <summary>When the entry was recorded, by Metering's database clock (UTC); decides the billing period.</summary>
    public required DateTimeOffset RecordTime { get; init; }

    /// <summary>What the entry is. A re-rate has no tokens, only a difference in cost: prices under a plan do not change by it.</summary>
    public UsageEntryKind Kind { get; init; }

    /// <summary>Revision of the entry that it corrects; 0 for the first.</summary>
    public int CorrectsRevision { get; init; }

    /// <summary>W3C trace context of the attempt; null when not sampled.</summary>
    public string? TraceParent { get; init; }
}
