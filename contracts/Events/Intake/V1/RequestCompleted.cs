using Tollgate.Contracts.Common.V1;

namespace Tollgate.Contracts.Intake.V1;

/// <summary>A request has ended: answered, from cache or by a model, refused or failed.</summary>
[WireName("intake.request-completed.v1", Mandatory = true)]
public sealed record RequestCompleted
{
    /// <summary>UUIDv5 of operation and completion count.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The request.</summary>
    public required Guid OperationId { get; init; }

    /// <summary>Paying customer.</summary>
    public required string TenantId { get; init; }

    /// <summary>Product feature; empty when none.</summary>
    public string AssistantId { get; init; } = "";

    /// <summary>End user; empty when none.</summary>
    public string UserId { get; init; } = "";

    /// <summary>"answered", "cached", "refused" or "failed".</summary>
    public required string Outcome { get; init; }

    /// <summary>Stable reason when refused or failed; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Model that answered; empty when none did.</summary>
    public string Model { get; init; } = "";

    /// <summary>Provider calls made.</summary>
    public int Attempts { get; init; }

    /// <summary>A bigger model had to answer.</summary>
    public bool Escalated { get; init; }

    /// <summary>A budget made Routing choose a cheaper model.</summary>
    public bool Downgraded { get; init; }

    /// <summary>Tokens over all attempts.</summary>
    public TokenCounts Usage { get; init; } = new();

    /// <summary>Provider cost over all attempts, in nanos.</summary>
    public long CostNanos { get; init; }

    /// <summary>What the baseline model without cache would have cost, in nanos.</summary>
    public long BaselineCostNanos { get; init; }

    /// <summary>ISO 4217 code of both.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>When the request was accepted (UTC).</summary>
    public required DateTimeOffset AcceptTime { get; init; }

    /// <summary>When the first piece of its answer was there (UTC); null without an answer, or from a publisher that does not say.</summary>
    public DateTimeOffset? FirstTokenTime { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public required DateTimeOffset EndTime { get; init; }
}
