namespace Tollgate.Metering.Costs;

internal static class CostsExtensions
{
    /// <summary>Adds cost items and full cost.</summary>
    public static IServiceCollection AddCosts(this IServiceCollection services)
    {
        services.AddSingleton<ManageCostItems>();
        services.AddSingleton<QueryCosts>();
        services.AddSingleton<EnterChargeDifference>();
        return services;
    }
}
