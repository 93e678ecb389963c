namespace Tollgate.Metering.Usage;

internal static class UsageExtensions
{
    /// <summary>Adds the reading of usage.</summary>
    public static IServiceCollection AddUsage(this IServiceCollection services)
    {
        services.AddSingleton<QueryUsage>();
        services.AddSingleton<ListUsageEntries>();
        services.AddSingleton<GetOperationUsage>();
        return services;
    }
}
