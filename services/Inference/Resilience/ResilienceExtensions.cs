namespace Tollgate.Inference.Resilience;

/// <summary>Registers what spares providers that fail.</summary>
internal static class ResilienceExtensions
{
    public static IServiceCollection AddResilience(this IServiceCollection services)
    {
        services.AddOptions<ResilienceOptions>().BindConfiguration("Resilience").ValidateDataAnnotations()
            .Validate(options => options.MinConcurrency <= options.MaxConcurrency, "Resilience:MinConcurrency must not be above Resilience:MaxConcurrency.")
            .Validate(options => options.OpenFor <= options.MaxOpenFor, "Resilience:OpenFor must not be above Resilience:MaxOpenFor.")
            .ValidateOnStart();
        services.AddSingleton<Deployments>();
        services.AddSingleton<RetryBudget>();
        services.AddSingleton<ResilienceMetrics>();
        return services;
    }
}
