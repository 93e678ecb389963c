namespace Tollgate.Billing.Stripe;

/// <summary>Registration of the reporting to Stripe.</summary>
public static class StripeExtensions
{
    /// <summary>Adds meter events; without a key in section <c>Stripe</c> nothing is reported.</summary>
    public static IServiceCollection AddStripe(this IServiceCollection services)
    {
        services.AddOptions<StripeOptions>().BindConfiguration("Stripe").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StripeEvents>();
        services.AddSingleton<StripeSender>();
        services.AddSingleton<StripeCustomers>();
        services.AddHostedService<StripeWorker>();
        return services;
    }
}
