using System.Collections.Concurrent;
using Grpc.Core;
using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Intake.Tests.Fakes;

/// <summary>Billing's entitlements as tests set them.</summary>
internal sealed class FakeBilling : EntitlementsService.EntitlementsServiceBase
{
    private readonly ConcurrentDictionary<string, Contracts.Billing.V1.Entitlements> tenants = [];
    private long version;

    public void Set(string tenantId, string planId, AccountStatus status, params IReadOnlyList<string> features) =>
        tenants[tenantId] = new()
        {
            TenantId = tenantId,
            PlanId = planId,
            Status = status,
            Features = { features },
            Version = Interlocked.Increment(ref version),
        };

    public void SetUserLimits(string tenantId, long tokensPerDay, int requestsPerMinute)
    {
        Set(tenantId, "starter", AccountStatus.Active, "knowledge");
        tenants[tenantId].UserLimits = new() { TokensPerDay = tokensPerDay, RequestsPerMinute = requestsPerMinute };
    }

    public override Task<ListEntitlementsResponse> ListEntitlements(ListEntitlementsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListEntitlementsResponse
        {
            Entitlements = { tenants.Values.Where(tenant => tenant.Version > request.AfterVersion).OrderBy(tenant => tenant.Version) },
        });
}
