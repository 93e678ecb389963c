using System.Text.Json;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{model}</c></summary>
internal static class ModelsEndpoint
{
    private const long Created = 1_735_689_600;

    public static void MapModels(this WebApplication app)
    {
        var keys = app.Services.GetRequiredService<ApiKeys>();
        var models = app.Services.GetRequiredService<ModelCatalogue>();
        app.MapGet("/v1/models", (RequestDelegate)(http => keys.Identify(http.Request) is null
            ? ErrorReply.WriteAsync(http, CallError.NoKey)
            : ListAsync(http, models)));
        app.MapGet("/v1/models/{model}", (RequestDelegate)(http => keys.Identify(http.Request) is null
            ? ErrorReply.WriteAsync(http, CallError.NoKey)
            : GetAsync(http, models, (string)http.Request.RouteValues["model"]!)));
    }

    private static Task ListAsync(HttpContext http, ModelCatalogue models) => JsonReply.WriteAsync(http.Response, json =>
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var model in models.All)
            Write(json, model);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static Task GetAsync(HttpContext http, ModelCatalogue models, string name) => models.Find(name) is { } model
        ? JsonReply.WriteAsync(http.Response, json => Write(json, model))
        : ErrorReply.WriteAsync(http, CallError.NoModel(name));

    private static void Write(Utf8JsonWriter json, SimModel model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, Created);
        json.WriteString("owned_by"u8, model.Provider + "-sim");
        json.WriteEndObject();
    }
}
