using Grpc.Core;
using Tollgate.Console.Platform;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Console.Tenants;

/// <summary>A tenant and what it owes so far; no statement while it has no subscription.</summary>
internal sealed record TenantSummary(Tenant Tenant, Statement? Statement);

/// <summary>All tenants.</summary>
internal sealed class TenantsQuery(StatementsService.StatementsServiceClient statements, PageCalls calls)
{
    public async Task<IReadOnlyList<TenantSummary>> ReadAsync(CancellationToken cancellationToken)
    {
        var tenants = await calls.TenantsAsync(cancellationToken);
        return await Task.WhenAll(tenants.Select(async tenant => new TenantSummary(tenant, await StatementAsync(tenant.TenantId, cancellationToken))));
    }

    public async Task<Statement?> StatementAsync(string tenantId, CancellationToken cancellationToken)
    {
        try
        {
            return (await statements.GetStatementAsync(new GetStatementRequest { TenantId = tenantId }, calls.Options(cancellationToken))).Statement;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}
