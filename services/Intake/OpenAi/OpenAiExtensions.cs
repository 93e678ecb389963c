using Tollgate.Intake.OpenAi.Responses;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

internal static class OpenAiExtensions
{
    /// <summary>Adds the OpenAI-compatible edge.</summary>
    public static IServiceCollection AddOpenAi(this IServiceCollection services)
    {
        services.AddSingleton<OpenAiErrorFilter>();
        services.AddSingleton<OpenAiAnswers>();
        services.AddSingleton<ChatCompletionsEndpoint>();
        services.AddSingleton<ResponsesEndpoint>();
        services.AddSingleton<EmbeddingsEndpoint>();
        services.AddSingleton<ModelsEndpoint>();
        return services;
    }

    /// <summary>Maps <c>/v1</c>. Callers show API keys, not service tokens: each endpoint checks them itself.</summary>
    public static IEndpointRouteBuilder MapOpenAi(this IEndpointRouteBuilder app)
    {
        var edge = app.MapGroup("/v1").AllowAnonymous()
            .AddEndpointFilter(app.ServiceProvider.GetRequiredService<OpenAiErrorFilter>());
        edge.MapPost("/chat/completions", (HttpContext context, ChatCompletionsEndpoint endpoint) => endpoint.HandleAsync(context));
        edge.MapPost("/responses", (HttpContext context, ResponsesEndpoint endpoint) => endpoint.HandleAsync(context));
        edge.MapPost("/embeddings", (HttpContext context, EmbeddingsEndpoint endpoint) => endpoint.HandleAsync(context));
        edge.MapGet("/models", (HttpContext context, ModelsEndpoint endpoint) => endpoint.ListAsync(context));
        edge.MapGet("/models/{**model}", (string model, HttpContext context, ModelsEndpoint endpoint) => endpoint.GetAsync(model, context));
        edge.Map("/{**rest}", (HttpContext context) => Unknown(context)).WithOrder(int.MaxValue);
        return app;
    }

    private static IResult Unknown(HttpContext context) => throw TollgateException.NotFound(
        "UNKNOWN_URL", $"There is no {context.Request.Method} {context.Request.Path} here.");
}
