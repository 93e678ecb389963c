using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using NodaTime;
using Tollgate.Billing.Statements;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Calculator;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class CalculatorGrpcService(PriceWorkload price, RatePeriodUnderPlan rateAgain) : CalculatorService.CalculatorServiceBase
{
    public override async Task<PriceWorkloadResponse> PriceWorkload(PriceWorkloadRequest request, ServerCallContext context)
    {
        var workload = CalculatorMapping.ToWorkload(request);
        var check = new Validation();
        WorkloadCheck.Require(check, workload);
        check.ThrowIfInvalid();

        var quotes = await price.ExecuteAsync(
            workload, plan => request.PlanIds.Count == 0 || request.PlanIds.Contains(plan.PlanId), context.CancellationToken);
        return new PriceWorkloadResponse { Quotes = { quotes.Select(CalculatorMapping.ToProto) } };
    }

    public override async Task<RatePeriodUnderPlanResponse> RatePeriodUnderPlan(RatePeriodUnderPlanRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        check.Require(request.PlanId.Length > 0, "plan_id", "is required");
        check.ThrowIfInvalid();

        var at = request.At is { } asked ? Instant.FromDateTimeOffset(asked.ToDateTimeOffset()) : (Instant?)null;
        var (actual, quote) = await rateAgain.ExecuteAsync(request.TenantId, at, request.PlanId, context.CancellationToken);
        return new RatePeriodUnderPlanResponse { Actual = StatementMapping.ToProto(actual), Quote = CalculatorMapping.ToProto(quote) };
    }
}
