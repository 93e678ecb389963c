using Grpc.Core;
using Tollgate.Contracts.Routing.V1;
using Tollgate.Routing.Catalogue;
using Tollgate.Routing.Decisions;
using Tollgate.Routing.Thresholds;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Routing.Runs;

internal sealed class RoutingGrpcService(
    RunPrompt run, EmbedTexts embed, EstimatePrompt estimate, DecisionStore decisions, ModelCatalogue catalogue, ActiveThresholds thresholds, TimeProvider clock)
    : RoutingService.RoutingServiceBase
{
    public override Task Run(RunRequest request, IServerStreamWriter<RunResponse> responseStream, ServerCallContext context)
    {
        var command = RunMapping.ToCommand(request, thresholds.PressureOn(request.Caller ?? new()), clock.GetUtcNow());
        var call = new CallOptions(deadline: context.Deadline, cancellationToken: context.CancellationToken);
        return run.ExecuteAsync(command, sent => responseStream.WriteAsync(sent, context.CancellationToken), call);
    }

    public override Task<EmbedResponse> Embed(EmbedRequest request, ServerCallContext context)
    {
        var question = RunMapping.ToQuestion(request, thresholds.PressureOn(request.Caller ?? new()), clock.GetUtcNow());
        return embed.ExecuteAsync(request, question, new CallOptions(deadline: context.Deadline, cancellationToken: context.CancellationToken));
    }

    public override Task<EstimateResponse> Estimate(EstimateRequest request, ServerCallContext context) =>
        Task.FromResult(estimate.Execute(RunMapping.ToQuestion(request, thresholds.PressureOn(request.Caller ?? new()), clock.GetUtcNow())));

    public override async Task<GetDecisionResponse> GetDecision(GetDecisionRequest request, ServerCallContext context)
    {
        var check = new Validation();
        check.Require(Guid.TryParse(request.OperationId, out var operationId), "operation_id", "must be a UUID");
        check.Require(request.TenantId.Length > 0, "tenant_id", "is required");
        check.ThrowIfInvalid();

        var found = await decisions.FindAsync(operationId, request.TenantId, context.CancellationToken);
        return found.Count > 0
            ? new GetDecisionResponse { Decisions = { found } }
            : throw TollgateException.NotFound("UNKNOWN_OPERATION", $"There is no decision of operation {operationId}.");
    }

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(CatalogueMapping.ToResponse(catalogue));
}
