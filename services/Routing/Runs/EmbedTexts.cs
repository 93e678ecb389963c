using Grpc.Core;
using Tollgate.Contracts.Routing.V1;
using Tollgate.Routing.Catalogue;
using Tollgate.Routing.Policies;
using Tollgate.ServiceDefaults.Errors;
using Embedder = Tollgate.Contracts.Inference.V1;

namespace Tollgate.Routing.Runs;

/// <summary>
/// Embeds texts with the model that was named, or with the first of the catalogue that can be called. Vectors of two models cannot be compared,
/// so another model never stands in for one that fails.
/// </summary>
internal sealed class EmbedTexts(ModelCatalogue catalogue, Embedder.InferenceService.InferenceServiceClient inference)
{
    public async Task<EmbedResponse> ExecuteAsync(EmbedRequest request, RouteQuestion question, CallOptions call)
    {
        var model = Choose(question);
        try
        {
            var embedded = await inference.EmbedAsync(
                new Embedder.EmbedRequest
                {
                    OperationId = request.OperationId,
                    Caller = request.Caller,
                    Provider = model.Provider,
                    Model = model.Model,
                    Texts = { request.Texts },
                    Dimensions = request.Dimensions,
                    Payer = request.Payer,
                },
                call);
            return new EmbedResponse
            {
                Embeddings = { embedded.Embeddings },
                Attempt = embedded.Attempt,
                Model = model.Model,
                BudgetLeft = embedded.BudgetLeft,
            };
        }
        catch (RpcException error) when (!call.CancellationToken.IsCancellationRequested)
        {
            throw TollgateException.FromRpc(error);
        }
    }

    internal CatalogueModel Choose(RouteQuestion question)
    {
        var asked = catalogue.Models.Where(model => model.Embeds && (question.Model is "" or "auto" || model.Model == question.Model)).ToArray();
        if (asked.Length == 0)
            throw TollgateException.NotFound(Reasons.UnknownModel, $"The catalogue has no model '{question.Model}' that embeds texts.");

        var assessed = Array.ConvertAll(asked, model => (Model: model, Excluded: Eligibility.Exclusion(model, question, catalogue.IsAvailable(model))));
        if (Array.Find(assessed, candidate => candidate.Excluded.Length == 0).Model is { } model)
            return model;
        var why = string.Join(", ", assessed.Select(candidate => $"{candidate.Model.Model}: {candidate.Excluded}"));
        throw Array.Exists(assessed, candidate => candidate.Excluded == ExclusionReasons.Budget)
            ? TollgateException.ResourceExhausted(Reasons.BudgetExceeded, $"A provider's budget lets no more calls through: {why}.", null, new QuotaViolation("budget", why))
            : TollgateException.FailedPrecondition(Reasons.NoEligibleModel, $"No eligible model: {why}.");
    }
}
