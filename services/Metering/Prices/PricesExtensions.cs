namespace Tollgate.Metering.Prices;

internal static class PricesExtensions
{
    /// <summary>Adds the price book.</summary>
    public static IServiceCollection AddPrices(this IServiceCollection services)
    {
        services.AddSingleton<PriceBooks>();
        services.AddSingleton<ImportPrices>();
        services.AddSingleton<DecidePrices>();
        services.AddSingleton<ReadPrices>();
        return services;
    }
}
