namespace Tollgate.Intake.Knowledge;

internal static class KnowledgeExtensions
{
    /// <summary>Adds searching the tenant's knowledge.</summary>
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddOptions<KnowledgeOptions>().BindConfiguration("Knowledge").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<KnowledgePause>();
        services.AddSingleton<IndexVersions>();
        services.AddSingleton<KnowledgeSearch>();
        services.AddHostedService<IndexVersionRefresher>();
        return services;
    }
}
