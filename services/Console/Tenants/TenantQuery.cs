using Tollgate.Console.Platform;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Console.Tenants;

/// <summary>One tenant: its statement and its assistants.</summary>
internal sealed record TenantView(Tenant Tenant, Statement? Statement, IReadOnlyList<Assistant> Assistants);

/// <summary>Reads one tenant.</summary>
internal sealed class TenantQuery(TenantsQuery tenants, AdminService.AdminServiceClient admin, PageCalls calls)
{
    public async Task<TenantView> ReadAsync(string tenantId, CancellationToken cancellationToken)
    {
        var all = await calls.TenantsAsync(cancellationToken);
        var tenant = all.FirstOrDefault(tenant => tenant.TenantId == tenantId)
            ?? throw TollgateException.NotFound("TENANT_NOT_FOUND", "There is no such tenant.");
        var assistants = admin.ListAssistantsAsync(new ListAssistantsRequest { TenantId = tenantId }, calls.Options(cancellationToken));
        return new TenantView(tenant, await tenants.StatementAsync(tenantId, cancellationToken), (await assistants).Assistants);
    }
}
