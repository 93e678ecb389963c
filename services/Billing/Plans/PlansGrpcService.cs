using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Plans;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class PlansGrpcService(PlanCatalogue catalogue) : PlansService.PlansServiceBase
{
    public override Task<ListPlansResponse> ListPlans(ListPlansRequest request, ServerCallContext context) =>
        Task.FromResult(new ListPlansResponse { Plans = { catalogue.Files.Select(file => PlanMapping.ToProto(file.Plan)) } });
}
