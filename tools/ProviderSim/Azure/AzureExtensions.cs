using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.Azure;

internal static class AzureExtensions
{
    public static IServiceCollection AddAzure(this IServiceCollection services) => services
        .AddSingleton<AzureChat>()
        .AddSingleton<AzureEmbeddings>();

    public static void MapAzure(this WebApplication app)
    {
        app.MapChat(AzureChat.AzurePath, app.Services.GetRequiredService<AzureChat>());
        app.MapEmbeddings(AzureEmbeddings.AzurePath, app.Services.GetRequiredService<AzureEmbeddings>());
    }
}
