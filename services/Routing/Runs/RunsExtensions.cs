namespace Tollgate.Routing.Runs;

/// <summary>Registration of running and estimating prompts.</summary>
public static class RunsExtensions
{
    /// <summary>Adds the use cases behind the routing service.</summary>
    public static IServiceCollection AddRuns(this IServiceCollection services)
    {
        services.AddSingleton<ModelCaller>();
        services.AddSingleton<RunPrompt>();
        services.AddSingleton<EmbedTexts>();
        services.AddSingleton<EstimatePrompt>();
        services.AddSingleton<RoutingGrpcService>();
        return services;
    }
}
