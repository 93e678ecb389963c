namespace Tollgate.Billing.Rating;

/// <summary>Registration of rating.</summary>
public static class RatingExtensions
{
    /// <summary>Adds rating. Call it before the bus is added: hosted services stop in reverse, and the consumers must stop first.</summary>
    public static IServiceCollection AddRating(this IServiceCollection services)
    {
        services.AddSingleton<RateUsage>();
        services.AddSingleton<RatingQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<RatingQueue>());
        return services;
    }
}
