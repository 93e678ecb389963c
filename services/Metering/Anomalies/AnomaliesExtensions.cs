namespace Tollgate.Metering.Anomalies;

internal static class AnomaliesExtensions
{
    /// <summary>Adds looking for what is out of the ordinary.</summary>
    public static IServiceCollection AddAnomalies(this IServiceCollection services)
    {
        services.AddOptions<AnomalyOptions>().BindConfiguration("Anomalies").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DetectAnomalies>();
        services.AddSingleton<ReadAnomalies>();
        services.AddHostedService<AnomaliesWorker>();
        return services;
    }
}
