using Tollgate.Contracts.Common.V1;

namespace Tollgate.Inference.Attempts;

/// <summary>That a provider is about to be called, by whom, for whom, and the worst it can cost. Durable before the call.</summary>
internal sealed record AttemptIntent
{
    /// <summary>UUIDv7; also the client request id at the provider.</summary>
    public required Guid AttemptId { get; init; }

    public required Guid OperationId { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>As <c>gen_ai.operation.name</c>: "chat" or "embeddings".</summary>
    public required string Operation { get; init; }

    /// <summary>The catalogue's provider, which decides the price.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>The configured endpoint that is called, which decides whom to ask afterwards.</summary>
    public required string Endpoint { get; init; }

    public required Payer Payer { get; init; }

    public required OriginCounts Origins { get; init; }

    /// <summary>The most the call can cost.</summary>
    public required WorstCase WorstCase { get; init; }

    /// <summary>Less than that was held at first, and how much was in the end is for Metering to say.</summary>
    public bool IsSliced { get; init; }

    /// <summary>What its prompt was expected to use; null where nobody estimated it, or remembers.</summary>
    public InputEstimate? Estimate { get; init; }

    /// <summary>Who answers for it.</summary>
    public required OwnerEpoch Owner { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    /// <summary>The call begins within this time of <see cref="StartTime"/> or not at all.</summary>
    public required TimeSpan StartWithin { get; init; }

    /// <summary>The call has ended within this time of <see cref="StartTime"/>.</summary>
    public required TimeSpan EndWithin { get; init; }

    public string? TraceParent { get; init; }
}
