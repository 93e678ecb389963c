using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Plans;

/// <summary>Registration of plans.</summary>
public static class PlansExtensions
{
    /// <summary>Adds the plans on offer and the archive of their versions. A plan that cannot be used stops the start.</summary>
    public static IServiceCollection AddPlans(this IServiceCollection services)
    {
        services.AddOptions<PlansOptions>().BindConfiguration("Plans");
        services.AddSingleton(provider => new PlanCatalogue(PlanFile.Load(provider.GetRequiredService<IOptions<PlansOptions>>().Value.Folder)));
        services.AddSingleton(provider => FxRates.Load(provider.GetRequiredService<IOptions<PlansOptions>>().Value.FxRatesFile));
        services.AddSingleton<PlanArchive>();
        services.AddSingleton<OfferedPlans>();
        services.AddSingleton<PublishPlan>();
        services.AddHostedService(provider => provider.GetRequiredService<PlanArchive>());
        return services;
    }
}
