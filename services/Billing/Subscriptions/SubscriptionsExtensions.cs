namespace Tollgate.Billing.Subscriptions;

/// <summary>Registration of subscriptions.</summary>
public static class SubscriptionsExtensions
{
    /// <summary>Adds the use cases behind the subscriptions service.</summary>
    public static IServiceCollection AddSubscriptions(this IServiceCollection services)
    {
        services.AddSingleton<SubscriptionStore>();
        services.AddSingleton<CreateSubscription>();
        services.AddSingleton<ChangeSubscription>();
        services.AddSingleton<CancelSubscription>();
        services.AddSingleton<BuyBurstPack>();
        return services;
    }
}
