using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.OpenAI;

internal static class OpenAIExtensions
{
    public static IServiceCollection AddOpenAI(this IServiceCollection services) => services
        .AddSingleton<ChatCompletions>()
        .AddSingleton<Embeddings>()
        .AddSingleton<UsageReport>()
        .AddSingleton<CostReport>();

    public static void MapOpenAI(this WebApplication app)
    {
        var services = app.Services;
        app.MapChat(ChatCompletions.Path, services.GetRequiredService<ChatCompletions>());
        app.MapEmbeddings(Embeddings.Path, services.GetRequiredService<Embeddings>());
        app.MapModels();
        app.MapGet(UsageReport.CompletionsPath, (RequestDelegate)services.GetRequiredService<UsageReport>().CompletionsAsync);
        app.MapGet(UsageReport.EmbeddingsPath, (RequestDelegate)services.GetRequiredService<UsageReport>().EmbeddingsAsync);
        app.MapGet(CostReport.Path, (RequestDelegate)services.GetRequiredService<CostReport>().HandleAsync);
        app.MapFallback((RequestDelegate)(http => ErrorReply.WriteAsync(http, CallError.Invalid(null, $"Invalid URL ({http.Request.Method} {http.Request.Path})") with { Status = 404 })));
    }
}
