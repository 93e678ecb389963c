namespace Tollgate.Metering.Forecasts;

internal static class ForecastsExtensions
{
    /// <summary>Adds where spending is heading.</summary>
    public static IServiceCollection AddForecasts(this IServiceCollection services)
    {
        services.AddOptions<ForecastOptions>().BindConfiguration("Forecasts").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ForecastUsage>();
        services.AddSingleton<ForecastBudgets>();
        return services;
    }
}
