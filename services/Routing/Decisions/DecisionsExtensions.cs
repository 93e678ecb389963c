namespace Tollgate.Routing.Decisions;

/// <summary>Registration of decision records.</summary>
public static class DecisionsExtensions
{
    /// <summary>Adds the store of decision records and its group-committing writer.</summary>
    public static IServiceCollection AddDecisions(this IServiceCollection services)
    {
        services.AddSingleton<DecisionStore>();
        services.AddSingleton<DecisionWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<DecisionWriter>());
        return services;
    }
}
