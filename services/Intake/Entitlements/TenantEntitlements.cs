using Tollgate.Contracts.Billing.V1;
using Tollgate.Intake.Accounts;

namespace Tollgate.Intake.Entitlements;

/// <summary>What a tenant may do, as Billing says.</summary>
/// <param name="TenantId">The paying customer.</param>
/// <param name="PlanId">Its plan; empty without a subscription.</param>
/// <param name="Features">Features the plan opens.</param>
/// <param name="IsSuspended">It is not served.</param>
/// <param name="Version">Of the change that brought this about, as Billing counts them.</param>
internal sealed record TenantEntitlements(string TenantId, string PlanId, IReadOnlySet<string> Features, bool IsSuspended, long Version) : IVersioned
{
    public static TenantEntitlements From(Contracts.Billing.V1.Entitlements entitlements) => new(
        entitlements.TenantId, entitlements.PlanId, entitlements.Features.ToHashSet(StringComparer.Ordinal),
        entitlements.Status is AccountStatus.Suspended, entitlements.Version);
}
