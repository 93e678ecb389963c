namespace Tollgate.Inference.Reconciliation;

/// <summary>Registers the comparison with providers' usage reports.</summary>
internal static class ReconciliationExtensions
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        services.AddOptions<ReconciliationOptions>().BindConfiguration("Reconciliation").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<KnownCalls>();
        services.AddSingleton<BucketStore>();
        services.AddSingleton<ReconciliationMetrics>();
        services.AddSingleton<ReconcileEndpoint>();
        services.AddHostedService<ReconciliationWorker>();
        return services;
    }
}
