using Grpc.Core;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Routing.V1;
using Tollgate.Intake.Keys;
using Tollgate.Intake.Prompting;
using EstimateRequest = Tollgate.Contracts.Routing.V1.EstimateRequest;
using EstimateResponse = Tollgate.Contracts.Intake.V1.EstimateResponse;

namespace Tollgate.Intake.Completions;

/// <summary>Says what a request would use and cost at most. Retrieval counts with its full budget; nothing is searched or called.</summary>
internal sealed class EstimateHandler(RequestAcceptance acceptance, RoutingService.RoutingServiceClient routing)
{
    public async Task<EstimateResponse> HandleAsync(
        ApiKeyIdentity key, CompleteRequest? request, DateTime deadline, CancellationToken cancellationToken)
    {
        var accepted = await acceptance.AcceptAsync(key, request, "request.", cancellationToken);
        var prompt = PromptAssembly.Assemble(accepted.Request, accepted.SystemPrompt, accepted.Temperature, []);
        var origins = PromptTokens.Count(prompt, accepted.AcceptTime);
        var grounded = accepted.KnowledgeBase.Length > 0;
        if (grounded)
            origins.Retrieved += accepted.KnowledgeTokenBudget;

        try
        {
            var estimate = await routing.EstimateAsync(
                new EstimateRequest
                {
                    Caller = accepted.Caller,
                    Model = accepted.Model,
                    Policy = accepted.Policy,
                    Traits = RoutingRunner.TraitsOf(prompt, origins, grounded),
                    MaxOutputTokens = accepted.MaxTokens,
                    Region = accepted.Tenant.Region,
                },
                deadline: deadline,
                cancellationToken: cancellationToken);
            return new EstimateResponse
            {
                Origins = origins,
                MaxOutputTokens = accepted.MaxTokens,
                Model = estimate.Decision?.Model ?? "",
                FirstChoiceWorstCase = estimate.FirstChoiceWorstCase,
                CascadeWorstCase = estimate.CascadeWorstCase,
                BaselineWorstCase = estimate.BaselineWorstCase,
            };
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw DownstreamErrors.Translate(error);
        }
    }
}
