using Tollgate.Contracts.Routing.V1;
using Tollgate.Intake.Keys;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary><c>GET /v1/models</c>: what may be asked for, "auto" first.</summary>
internal sealed class ModelsEndpoint(ApiKeyAuthenticator authenticator, RoutingService.RoutingServiceClient routing, TimeProvider clock)
{
    private const string Kind = "model";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<IResult> ListAsync(HttpContext context) =>
        Results.Json(new ModelList("list", await ModelsAsync(context)), OpenAiJson.Default.ModelList);

    public async Task<IResult> GetAsync(string model, HttpContext context)
    {
        var found = (await ModelsAsync(context)).FirstOrDefault(entry => entry.Id == model);
        return found is null
            ? throw TollgateException.NotFound(Reasons.UnknownModel, "There is no such model.")
            : Results.Json(found, OpenAiJson.Default.ModelEntry);
    }

    private async Task<IReadOnlyList<ModelEntry>> ModelsAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        await authenticator.AuthenticateAsync(headers.Authorization, headers["x-api-key"], context.RequestAborted);
        var catalogue = await routing.ListModelsAsync(
            new ListModelsRequest(), deadline: (clock.GetUtcNow() + Timeout).UtcDateTime, cancellationToken: context.RequestAborted);
        return
        [
            new ModelEntry("auto", Kind, 0, "tollgate"),
            .. catalogue.Models.Where(model => model.Available).Select(model => new ModelEntry(model.Model_, Kind, 0, model.Provider)),
        ];
    }
}
