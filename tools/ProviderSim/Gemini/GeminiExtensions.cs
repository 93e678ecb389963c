using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.Gemini;

internal static class GeminiExtensions
{
    public static IServiceCollection AddGemini(this IServiceCollection services) => services
        .AddSingleton<GenerateContent>()
        .AddSingleton<BatchEmbedContents>();

    public static void MapGemini(this WebApplication app)
    {
        var (chats, chat) = (app.Services.GetRequiredService<ChatCalls>(), app.Services.GetRequiredService<GenerateContent>());
        var (embeddings, embed) = (app.Services.GetRequiredService<EmbeddingCalls>(), app.Services.GetRequiredService<BatchEmbedContents>());
        app.MapPost("/gemini/v1beta/models/{call}", (RequestDelegate)(http =>
            GeminiReader.PathOf(http).Method == BatchEmbedContents.Method ? embeddings.HandleAsync(http, embed) : chats.HandleAsync(http, chat)));
    }
}
