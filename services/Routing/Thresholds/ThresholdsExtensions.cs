using Tollgate.Contracts.Mapping;

namespace Tollgate.Routing.Thresholds;

/// <summary>Registration of budget thresholds.</summary>
public static class ThresholdsExtensions
{
    /// <summary>Adds the thresholds in force and their refresh.</summary>
    public static IServiceCollection AddThresholds(this IServiceCollection services)
    {
        services.AddOptions<ThresholdsOptions>().BindConfiguration("Thresholds").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ThresholdsInForce>();
        services.AddSingleton<ActiveThresholds>();
        services.AddHostedService<ThresholdRefresher>();
        return services;
    }
}
