using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tollgate.Tokens;

namespace Tollgate.Routing.Catalogue;

/// <summary>Registration of the catalogue.</summary>
public static class CatalogueExtensions
{
    /// <summary>Adds the model catalogue and the prices of its models. A file that is not valid stops the start.</summary>
    public static IServiceCollection AddCatalogue(this IServiceCollection services)
    {
        services.AddOptions<CatalogueOptions>().BindConfiguration("Catalogue");
        services.AddOptions<ProvidersOptions>().BindConfiguration("Providers");
        services.TryAddSingleton(new ModelPrices(PriceBook.Default));
        services.TryAddSingleton(Load);
        return services;
    }

    private static ModelCatalogue Load(IServiceProvider provider)
    {
        var prices = provider.GetRequiredService<ModelPrices>();
        var now = provider.GetRequiredService<TimeProvider>().GetUtcNow();
        var available = provider.GetRequiredService<IOptions<ProvidersOptions>>().Value.Available;
        using var file = ConfigurationFile.Open(provider.GetRequiredService<IOptions<CatalogueOptions>>().Value.Path, "models.json");
        return CatalogueReader.Read(file, (name, model) => prices.Knows(name, model, now), available.Count == 0 ? null : available);
    }
}
