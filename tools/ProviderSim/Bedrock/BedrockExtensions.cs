using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.Bedrock;

internal static class BedrockExtensions
{
    public static IServiceCollection AddBedrock(this IServiceCollection services) => services.AddSingleton<Converse>();

    public static void MapBedrock(this WebApplication app)
    {
        app.MapChat(Converse.WholePath, app.Services.GetRequiredService<Converse>());
        app.MapChat(Converse.StreamPath, app.Services.GetRequiredService<Converse>());
    }
}
