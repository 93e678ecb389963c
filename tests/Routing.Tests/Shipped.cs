using Tollgate.Routing.Catalogue;
using Tollgate.Routing.Policies;
using Tollgate.Tokens;

namespace Tollgate.Routing.Tests;

/// <summary>The catalogue and policies as they ship.</summary>
internal static class Shipped
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static readonly ModelPrices Prices = new(PriceBook.Default);

    public static ModelCatalogue Catalogue(params string[] availableProviders)
    {
        using var file = ConfigurationFile.Open(null, "models.json");
        return CatalogueReader.Read(file, (provider, model) => Prices.Knows(provider, model, Now), availableProviders.Length == 0 ? null : availableProviders);
    }

    public static PolicySet Policies(ModelCatalogue catalogue)
    {
        using var file = ConfigurationFile.Open(null, "policies.json");
        return PolicyReader.Read(file, catalogue);
    }

    public static RoutePlanner Planner(params string[] availableProviders)
    {
        var catalogue = Catalogue(availableProviders);
        return new RoutePlanner(catalogue, Policies(Catalogue()), Prices);
    }
}
