namespace Tollgate.Contracts.Billing.V1;

/// <summary>A tenant's subscription began or changed: what it is entitled to may differ.</summary>
[WireName("billing.subscription-changed.v1")]
public sealed record SubscriptionChanged
{
    /// <summary>UUIDv7 of the subscription.</summary>
    public required Guid SubscriptionId { get; init; }

    /// <summary>Its owner.</summary>
    public required string TenantId { get; init; }

    /// <summary>The plan.</summary>
    public required string PlanId { get; init; }

    /// <summary>Version of the plan.</summary>
    public required string PlanVersion { get; init; }

    /// <summary>From when on (UTC): now, or the start of the next period.</summary>
    public required DateTimeOffset ChangeTime { get; init; }

    /// <summary>Why: CREATED, UPGRADE, DOWNGRADE, NEW_TERMS, SEATS_ADDED, SEATS_REMOVED, PRICE_EXPERIMENT or EXPERIMENT_ENDED; of a cancellation, that of the terms that end.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Paid seats from then on; 0 from a publisher that does not say.</summary>
    public int Seats { get; init; }

    /// <summary>When the subscription ends (UTC); null while nobody has cancelled it.</summary>
    public DateTimeOffset? EndTime { get; init; }
}
