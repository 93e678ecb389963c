using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Entitlements;

/// <summary>What a tenant may do and how it pays.</summary>
/// <param name="TenantId">The paying customer.</param>
/// <param name="PlanId">Its plan; null without a subscription.</param>
/// <param name="PlanVersion">Version of the plan.</param>
/// <param name="IsPrepaid">A provider is called only while credit covers the worst case.</param>
/// <param name="Status">Whether and how it is served.</param>
/// <param name="Version">Of the change that brought this about.</param>
internal sealed record AccountEntitlements(
    string TenantId, string? PlanId, string? PlanVersion, bool IsPrepaid, AccountStatus Status, long Version);
