namespace Tollgate.Metering.Rerating;

internal static class RerateExtensions
{
    /// <summary>Adds re-rating.</summary>
    public static IServiceCollection AddRerating(this IServiceCollection services)
    {
        services.AddOptions<RerateOptions>().BindConfiguration("Rerating").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RerateUsage>();
        services.AddSingleton<RerateWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<RerateWorker>());
        services.AddSingleton<ManageRerates>();
        return services;
    }
}
