namespace Tollgate.Contracts.Inference.V1;

/// <summary>
/// Attempts that were committed together: one outbox row, one message. A batch only saves work; each event stands for itself and one
/// bad event must not fail the others.
/// </summary>
[WireName("inference.usage-batch.v1", Mandatory = true)]
public sealed record UsageBatch
{
    /// <summary>Id of the message.</summary>
    public required Guid BatchId { get; init; }

    /// <summary>The events, at least one.</summary>
    public required IReadOnlyList<TokensMetered> Events { get; init; }
}
