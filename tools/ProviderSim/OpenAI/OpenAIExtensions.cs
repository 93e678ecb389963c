namespace Tollgate.ProviderSim.OpenAI;

internal static class OpenAIExtensions
{
    public static IServiceCollection AddOpenAI(this IServiceCollection services) => services
        .AddSingleton<CallDesk>()
        .AddSingleton<ChatCompletions>()
        .AddSingleton<Embeddings>()
        .AddSingleton<UsageReport>()
        .AddSingleton<CostReport>();

    public static void MapOpenAI(this WebApplication app)
    {
        var services = app.Services;
        app.MapPost(ChatCompletions.Path, (RequestDelegate)services.GetRequiredService<ChatCompletions>().HandleAsync);
        app.MapPost(Embeddings.Path, (RequestDelegate)services.GetRequiredService<Embeddings>().HandleAsync);
        app.MapModels();
        app.MapGet(UsageReport.CompletionsPath, (RequestDelegate)services.GetRequiredService<UsageReport>().CompletionsAsync);
        app.MapGet(UsageReport.EmbeddingsPath, (RequestDelegate)services.GetRequiredService<UsageReport>().EmbeddingsAsync);
        app.MapGet(CostReport.Path, (RequestDelegate)services.GetRequiredService<CostReport>().HandleAsync);
        app.MapFallback((RequestDelegate)(http => ErrorReply.WriteAsync(http, OpenAIError.Invalid(null, $"Invalid URL ({http.Request.Method} {http.Request.Path})") with { Status = 404 })));
    }
}
