using Tollgate.Contracts.Common.V1;

namespace Tollgate.Inference.Attempts;

/// <summary>A call somebody wants to make, priced, not yet an attempt.</summary>
internal sealed record AttemptPlan
{
    public required Guid OperationId { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>"chat" or "embeddings".</summary>
    public required string Operation { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>The configured endpoint to call.</summary>
    public required string Endpoint { get; init; }

    public required Payer Payer { get; init; }

    public required OriginCounts Origins { get; init; }

    public required WorstCase WorstCase { get; init; }

    /// <summary>What its prompt was expected to use; null where nobody estimated it, or remembers.</summary>
    public InputEstimate? Estimate { get; init; }

    /// <summary>Prices a part of the answer, when the hold grows with it; null when the worst case is held from the start.</summary>
    public AnswerPrice? Growing { get; init; }
}
