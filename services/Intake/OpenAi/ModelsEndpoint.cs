using Tollgate.Contracts.Routing.V1;
using Tollgate.Intake.Keys;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary><c>GET /v1/models</c>: what may be asked for. "auto" first, then the classes that leave the choice within a size to us.</summary>
internal sealed class ModelsEndpoint(ApiKeyAuthenticator authenticator, RoutingService.RoutingServiceClient routing, TimeProvider clock)
{
    private const string Kind = "model";
    private const string Chat = "chat";
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
        var available = catalogue.Models.Where(model => model.Available).ToArray();
        var classes = available.Where(model => model.Capabilities.Contains(Chat)).Select(model => model.ModelClass).Distinct();
        return
        [
            .. classes.Prepend("auto").Select(name => new ModelEntry(name, Kind, 0, "tollgate")),
            .. available.Select(model => new ModelEntry(model.Model_, Kind, 0, model.Provider)),
        ];
    }
}
