using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Budgets;

/// <summary>Budgets for operators.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class BudgetsGrpcService(
    ManageBudgets budgets, AdjustBudget adjust, ListHoldChanges history, ListActiveThresholds thresholds) : BudgetsService.BudgetsServiceBase
{
    public override async Task<CreateBudgetResponse> CreateBudget(CreateBudgetRequest request, ServerCallContext context) =>
        new() { Budget = (await budgets.CreateAsync(request.Budget, context.CancellationToken)).ToProto() };

    public override async Task<UpdateBudgetResponse> UpdateBudget(UpdateBudgetRequest request, ServerCallContext context) =>
        new() { Budget = (await budgets.UpdateAsync(request.Budget, context.CancellationToken)).ToProto() };

    public override async Task<GetBudgetResponse> GetBudget(GetBudgetRequest request, ServerCallContext context) =>
        new() { Budget = (await budgets.GetAsync(request.TenantId, request.BudgetId, context.CancellationToken)).ToProto() };

    public override async Task<ListBudgetsResponse> ListBudgets(ListBudgetsRequest request, ServerCallContext context)
    {
        var response = new ListBudgetsResponse();
        var states = await budgets.ListAsync(request.TenantId, context.CancellationToken);
        response.Budgets.AddRange(states.Where(state => request.WithPlanBudgets || state.Budget.PlanVersion is null).Select(state => state.ToProto()));
        return response;
    }

    public override async Task<DeleteBudgetResponse> DeleteBudget(DeleteBudgetRequest request, ServerCallContext context)
    {
        await budgets.DeleteAsync(request.TenantId, request.BudgetId, context.CancellationToken);
        return new DeleteBudgetResponse();
    }

    public override Task<AdjustBudgetResponse> AdjustBudget(AdjustBudgetRequest request, ServerCallContext context) =>
        adjust.HandleAsync(request, context.CancellationToken);

    public override Task<ListBudgetAdjustmentsResponse> ListBudgetAdjustments(ListBudgetAdjustmentsRequest request, ServerCallContext context) =>
        adjust.ListAsync(request, context.CancellationToken);

    public override Task<ListActiveThresholdsResponse> ListActiveThresholds(ListActiveThresholdsRequest request, ServerCallContext context) =>
        thresholds.HandleAsync(context.CancellationToken);

    public override Task<ListHoldChangesResponse> ListHoldChanges(ListHoldChangesRequest request, ServerCallContext context) =>
        history.HandleAsync(request, context.CancellationToken);
}
