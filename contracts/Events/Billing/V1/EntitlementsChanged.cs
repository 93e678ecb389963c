namespace Tollgate.Contracts.Billing.V1;

/// <summary>How a tenant pays or whether it is served has changed. News for who keeps a copy of the entitlements; ask for what changed.</summary>
[WireName("billing.entitlements-changed.v1")]
public sealed record EntitlementsChanged
{
    /// <summary>The paying customer.</summary>
    public required string TenantId { get; init; }

    /// <summary>Version of the change, as <c>EntitlementsService</c> counts them.</summary>
    public required long Version { get; init; }
}
