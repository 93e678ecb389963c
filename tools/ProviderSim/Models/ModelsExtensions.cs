using Tollgate.ProviderSim.Prices;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Models;

internal static class ModelsExtensions
{
    public static IServiceCollection AddModels(this IServiceCollection services) => services
        .AddSingleton<ModelCatalogue>()
        .AddSingleton<PriceList>()
        .AddSingleton<TokenCounters>()
        .AddSingleton<PromptMeter>();
}
