namespace Tollgate.Billing.Experiments;

/// <summary>Registration of price experiments.</summary>
public static class ExperimentsExtensions
{
    /// <summary>Adds the use cases behind the experiments service, and the worker that looks after them.</summary>
    public static IServiceCollection AddExperiments(this IServiceCollection services)
    {
        services.AddOptions<ExperimentsOptions>().BindConfiguration("Experiments").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AssignPrice>();
        services.AddSingleton<CreateExperiment>();
        services.AddSingleton<AssignTenant>();
        services.AddSingleton<ReturnTenants>();
        services.AddSingleton<JudgeExperiments>();
        services.AddHostedService<ExperimentsWorker>();
        return services;
    }
}
