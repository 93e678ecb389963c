using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Usage;

/// <summary>Tenant ids in queries.</summary>
internal static class TenantRules
{
    public static void Require(string tenantId)
    {
        var rules = new Validation();
        rules.Require(tenantId.Length > 0 && !tenantId.Contains('\0'), "tenant_id", "is required");
        rules.ThrowIfInvalid();
    }
}
