using Tollgate.Contracts.Common.V1;

namespace Tollgate.Contracts.Inference.V1;

/// <summary>
/// An attempt has a settled amount: what one provider call used and cost, also when it failed, was cancelled or timed out.
/// Travels in a <see cref="UsageBatch"/>. Handling it twice changes nothing: the key is (<see cref="AttemptId"/>, <see cref="Rank"/>).
/// </summary>
public sealed record TokensMetered
{
    /// <summary>UUIDv5 of attempt and source, so that the same fact always has the same id.</summary>
    public required Guid EventId { get; init; }

    /// <summary>UUIDv7 of the attempt.</summary>
    public required Guid AttemptId { get; init; }

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

    /// <summary>Environment of the key.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Provider key of the catalogue.</summary>
    public required string Provider { get; init; }

    /// <summary>Model as the catalogue names it.</summary>
    public required string Model { get; init; }

    /// <summary>"chat" or "embeddings", as <c>gen_ai.operation.name</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>How the attempt ended.</summary>
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>How well the usage is known. A higher rank for the same attempt is a correction, the same or lower is a repetition.</summary>
    public required UsageRank Rank { get; init; }

    /// <summary>Who pays.</summary>
    public required Payer Payer { get; init; }

    /// <summary>Total usage of the attempt (never a difference).</summary>
    public required TokenCounts Usage { get; init; }

    /// <summary>Input tokens by origin, as counted before the call.</summary>
    public OriginCounts Origins { get; init; } = new();

    /// <summary>Provider cost in billionths of the currency unit, rounded once.</summary>
    public required long CostNanos { get; init; }

    /// <summary>ISO 4217 code of the cost.</summary>
    public required string Currency { get; init; }

    /// <summary>Version of the price entry that made the cost.</summary>
    public required string PriceVersion { get; init; }

    /// <summary>Worst case that was held, in nanos, for the ratio of estimate to actual.</summary>
    public long HeldNanos { get; init; }

    /// <summary>Start of the provider call (UTC).</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>End of the provider call (UTC).</summary>
    public required DateTimeOffset EndTime { get; init; }

    /// <summary>W3C trace context of the attempt; null when not sampled.</summary>
    public string? TraceParent { get; init; }
}
