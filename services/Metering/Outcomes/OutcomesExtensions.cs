namespace Tollgate.Metering.Outcomes;

internal static class OutcomesExtensions
{
    /// <summary>Adds what came of requests.</summary>
    public static IServiceCollection AddOutcomes(this IServiceCollection services)
    {
        services.AddSingleton<RecordOutcomes>();
        services.AddSingleton<QueryUnitEconomics>();
        return services;
    }
}
