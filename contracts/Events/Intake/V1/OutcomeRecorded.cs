namespace Tollgate.Contracts.Intake.V1;

/// <summary>
/// Something came of what the product did with an answer: a lead, a resolved ticket, a customer's opinion. Counted once by
/// <see cref="EventId"/>.
/// </summary>
[WireName("intake.outcome-recorded.v1", Mandatory = true)]
public sealed record OutcomeRecorded
{
    /// <summary>UUIDv5 of tenant and the backend's own id of the outcome.</summary>
    public required Guid EventId { get; init; }

    /// <summary>Paying customer.</summary>
    public required string TenantId { get; init; }

    /// <summary>Product feature; empty when none.</summary>
    public string AssistantId { get; init; } = "";

    /// <summary>End user; empty when none.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The request that led to it; null when the backend does not say.</summary>
    public Guid? OperationId { get; init; }

    /// <summary>For example "lead", "ticket_resolved", "bug_fixed", "conversion", "feedback_positive".</summary>
    public required string Kind { get; init; }

    /// <summary>What it brought in, in nanos; 0 when nothing or unknown.</summary>
    public long RevenueNanos { get; init; }

    /// <summary>ISO 4217 code of the revenue.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>When it happened (UTC).</summary>
    public required DateTimeOffset OutcomeTime { get; init; }
}
