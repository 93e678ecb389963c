using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Plans;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class PlansGrpcService(OfferedPlans plans, PublishPlan publish) : PlansService.PlansServiceBase
{
    private const int MaxDocument = 1_000_000;

    public override async Task<ListPlansResponse> ListPlans(ListPlansRequest request, ServerCallContext context) =>
        new() { Plans = { (await plans.ListAsync(context.CancellationToken)).Select(PlanMapping.ToProto) } };

    public override async Task<PublishPlanResponse> PublishPlan(PublishPlanRequest request, ServerCallContext context)
    {
        var check = new Validation();
        check.Require(request.Document.Length is > 0 and <= MaxDocument, "document", $"must be 1 to {MaxDocument} characters");
        check.ThrowIfInvalid();

        return new() { Plan = PlanMapping.ToProto(await publish.ExecuteAsync(request.Document, context.CancellationToken)) };
    }
}
