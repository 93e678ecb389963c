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

    /// <summary>When (UTC).</summary>
    public required DateTimeOffset ChangeTime { get; init; }
}
