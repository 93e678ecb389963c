using Tollgate.ProviderSim.Prices;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Models;

internal static class ModelsExtensions
{
    public static IServiceCollection AddModels(this IServiceCollection services) => services
        .AddSingleton<ModelCatalogue>()
        .AddSingleton<PriceList>()
        .AddSingleton<TokenCounters>()
        .AddSingleton<PromptMeter>()
        .AddHostedService<WarmUp>();

    /// <summary>Loads the encodings before the first request, which would otherwise wait for them.</summary>
    private sealed class WarmUp(ModelCatalogue models, TokenCounters counters) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (var model in models.All.DistinctBy(model => model.Encoding))
                counters.For(model).Count(model.Id);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
