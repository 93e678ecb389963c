using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.Cohere;

internal static class CohereExtensions
{
    public static IServiceCollection AddCohere(this IServiceCollection services) => services
        .AddSingleton<CohereChat>()
        .AddSingleton<CohereEmbed>();

    public static void MapCohere(this WebApplication app)
    {
        app.MapChat(CohereChat.Path, app.Services.GetRequiredService<CohereChat>());
        app.MapEmbeddings(CohereEmbed.Path, app.Services.GetRequiredService<CohereEmbed>());
    }
}
