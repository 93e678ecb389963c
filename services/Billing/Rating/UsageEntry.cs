using NodaTime;
using Tollgate.Tokens;

namespace Tollgate.Billing.Rating;

/// <summary>A ledger entry to be rated, checked.</summary>
public sealed record UsageEntry
{
    public required Guid AttemptId { get; init; }

    /// <summary>1 for the first entry of an attempt; later ones carry differences.</summary>
    public required int Revision { get; init; }

    public required string TenantId { get; init; }

    /// <summary>Product feature; empty when none.</summary>
    public string AssistantId { get; init; } = "";

    /// <summary>End user; empty when none.</summary>
    public string UserId { get; init; } = "";

    public required string Provider { get; init; }
    public required string Model { get; init; }

    /// <summary>False: the platform pays.</summary>
    public required bool CustomerPays { get; init; }

    public required TokenUsage Usage { get; init; }

    /// <summary>Provider cost.</summary>
    public required long CostNanos { get; init; }

    public required string Currency { get; init; }

    /// <summary>
    /// When the provider call began. The same for every revision, so it decides whether the attempt is billed at all: a correction must
    /// never credit what was not charged, nor charge what was free, in whatever order the revisions arrive.
    /// </summary>
    public required Instant AttemptTime { get; init; }

    /// <summary>When it was recorded; decides the period.</summary>
    public required Instant RecordTime { get; init; }

    /// <summary>W3C trace context; null when not sampled.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Its business key.</summary>
    public (Guid AttemptId, int Revision) Key => (AttemptId, Revision);
}
