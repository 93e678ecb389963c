namespace Tollgate.Inference.Charges;

/// <summary>Registers the comparison with what providers charge.</summary>
internal static class ChargesExtensions
{
    public static IServiceCollection AddCharges(this IServiceCollection services)
    {
        services.AddOptions<ChargesOptions>().BindConfiguration("Charges").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SettledDays>();
        services.AddSingleton<ComparisonStore>();
        services.AddSingleton<ChargesMetrics>();
        services.AddSingleton<CompareEndpoint>();
        services.AddSingleton<ListComparisons>();
        services.AddHostedService<ChargesWorker>();
        return services;
    }
}
