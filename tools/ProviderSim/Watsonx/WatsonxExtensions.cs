using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.Watsonx;

internal static class WatsonxExtensions
{
    public static IServiceCollection AddWatsonx(this IServiceCollection services) => services.AddSingleton<TextChat>();

    public static void MapWatsonx(this WebApplication app)
    {
        app.MapChat(TextChat.WholePath, app.Services.GetRequiredService<TextChat>());
        app.MapChat(TextChat.StreamPath, app.Services.GetRequiredService<TextChat>());
    }
}
