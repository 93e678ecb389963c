using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
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
    /// <summary>Tokens of a UTC day that each end user may use; 0: no limit. Metering keeps it.</summary>
    public long UserTokensPerDay { get; init; }

    /// <summary>Requests of a minute that each end user may make; 0: no limit. Intake keeps it.</summary>
    public int UserRequestsPerMinute { get; init; }

    /// <summary>What an end user may have, for those who keep it; null when none is named, or the tenant has no plan.</summary>
    public UserLimit? LimitOf(string userId) =>
        userId.Length > 0 && PlanId.Length > 0 ? new() { TokensPerDay = UserTokensPerDay, Version = Version } : null;

    public static TenantEntitlements From(Contracts.Billing.V1.Entitlements entitlements) => new(
        entitlements.TenantId, entitlements.PlanId, entitlements.Features.ToHashSet(StringComparer.Ordinal),
        entitlements.Status is AccountStatus.Suspended, entitlements.Version)
    {
        UserTokensPerDay = entitlements.UserLimits?.TokensPerDay ?? 0,
        UserRequestsPerMinute = entitlements.UserLimits?.RequestsPerMinute ?? 0,
    };
}
