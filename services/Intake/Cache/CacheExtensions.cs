namespace Tollgate.Intake.Cache;

internal static class CacheExtensions
{
    /// <summary>Adds the exact answer cache.</summary>
    public static IServiceCollection AddAnswerCache(this IServiceCollection services)
    {
        services.AddOptions<AnswerCacheOptions>().BindConfiguration("Cache").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AnswerCache>();
        services.AddSingleton<Flights>();
        services.AddSingleton<CachePolicy>();
        return services;
    }
}
