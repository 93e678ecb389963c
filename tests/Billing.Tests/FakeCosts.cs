using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Billing.Tests;

/// <summary>Answers as Metering would, to which each of some tenants costs the same: usage, usage that the platform pays, and storage, in nanos.</summary>
internal sealed class FakeCosts(long usage, long platform, long storage, params string[] tenants) : CostsService.CostsServiceClient
{
    public override AsyncUnaryCall<QueryCostsResponse> QueryCostsAsync(
        QueryCostsRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        var response = new QueryCostsResponse();
        response.Tenants.AddRange(tenants.Select(tenant => new TenantCost
        {
            TenantId = tenant,
            CustomerUsage = Dollars(usage),
            PlatformUsage = Dollars(platform),
            Items = { new CategoryCost { Category = "storage", Cost = Dollars(storage) } },
            Total = Dollars(usage + platform + storage),
        }));
        return new(Task.FromResult(response), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    private static Money Dollars(long nanos) => new() { Currency = "USD", Nanos = nanos };
}
