namespace Tollgate.Metering.Requests;

internal static class RequestsExtensions
{
    /// <summary>Adds the counting of requests.</summary>
    public static IServiceCollection AddRequests(this IServiceCollection services)
    {
        services.AddSingleton<RecordRequests>();
        services.AddSingleton<QueryRequests>();
        return services;
    }
}
