using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Subscriptions;

/// <summary>What a tenant id looks like.</summary>
internal static class TenantIds
{
    public static bool IsValid(string? tenantId) => tenantId is { Length: >= 1 and <= 63 }
        && tenantId.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    public static void Require(Validation check, string tenantId) =>
        check.Require(IsValid(tenantId), "tenant_id", "must be lower-case letters, digits and dashes, 1 to 63");
}
