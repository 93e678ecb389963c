namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>Whom to tell. Its secrets are not part of it: they are shown once, when they are made.</summary>
public sealed record WebhookEndpoint
{
    /// <summary>UUIDv7.</summary>
    public required Guid EndpointId { get; init; }

    /// <summary>What it is told, for example <c>usage-feed</c>; a feature sees its own endpoints only.</summary>
    public required string Purpose { get; init; }

    /// <summary>Tenant that it belongs to; empty for the operator's own.</summary>
    public required string Owner { get; init; }

    /// <summary>Absolute address.</summary>
    public required Uri Url { get; init; }

    /// <summary>For people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Messages go one at a time in the order they were added; a failing one holds up the rest.</summary>
    public bool Ordered { get; init; }

    /// <summary>Deliveries in flight at most, over all replicas. An ordered endpoint has one.</summary>
    public int MaxInFlight { get; init; } = 4;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreateTime { get; init; }

    /// <summary>Since when every try has failed; null while it works.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>When it was disabled; null while messages are sent.</summary>
    public DateTimeOffset? DisableTime { get; init; }

    /// <summary>Why it was disabled, for people.</summary>
    public string DisableReason { get; init; } = "";
}
