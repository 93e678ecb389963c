using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Stripe;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class StripeGrpcService(StripeCustomers customers) : StripeService.StripeServiceBase
{
    public override async Task<SetStripeCustomerResponse> SetStripeCustomer(SetStripeCustomerRequest request, ServerCallContext context)
    {
        await customers.SetAsync(request, context.CancellationToken);
        return new SetStripeCustomerResponse();
    }

    public override Task<GetStripeReportResponse> GetStripeReport(GetStripeReportRequest request, ServerCallContext context) =>
        customers.ReportAsync(request.TenantId, context.CancellationToken);
}
