namespace Tollgate.Metering.Capacity;

internal static class CapacityExtensions
{
    /// <summary>Adds what providers must be able to take.</summary>
    public static IServiceCollection AddCapacity(this IServiceCollection services)
    {
        services.AddSingleton<PlanCapacity>();
        return services;
    }
}
