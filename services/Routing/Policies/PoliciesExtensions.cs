using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tollgate.Routing.Catalogue;

namespace Tollgate.Routing.Policies;

/// <summary>Registration of the routing policies.</summary>
public static class PoliciesExtensions
{
    /// <summary>Adds the policies and the planner that applies them. A file that is not valid stops the start.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        services.AddOptions<PoliciesOptions>().BindConfiguration("Policies");
        services.TryAddSingleton(Load);
        services.TryAddSingleton<RoutePlanner>();
        return services;
    }

    private static PolicySet Load(IServiceProvider provider)
    {
        using var file = ConfigurationFile.Open(provider.GetRequiredService<IOptions<PoliciesOptions>>().Value.Path, "policies.json");
        return PolicyReader.Read(file, provider.GetRequiredService<ModelCatalogue>());
    }
}
