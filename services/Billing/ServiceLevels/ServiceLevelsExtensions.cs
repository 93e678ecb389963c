namespace Tollgate.Billing.ServiceLevels;

/// <summary>Registration of service levels.</summary>
public static class ServiceLevelsExtensions
{
    /// <summary>Adds measuring what plans promise, and the use cases behind the service levels service.</summary>
    public static IServiceCollection AddServiceLevels(this IServiceCollection services)
    {
        services.AddSingleton<MeasureService>();
        services.AddSingleton<AssessService>();
        services.AddSingleton<GetServiceLevel>();
        services.AddSingleton<RecountService>();
        return services;
    }
}
