namespace Tollgate.Billing.Credits;

/// <summary>Registration of credit.</summary>
public static class CreditExtensions
{
    /// <summary>Adds the use cases behind the credit service and the write-off of what expires.</summary>
    public static IServiceCollection AddCredits(this IServiceCollection services)
    {
        services.AddOptions<CreditOptions>().BindConfiguration("Credits").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GrantCredit>();
        services.AddSingleton<GetCredit>();
        services.AddSingleton<HoldCredit>();
        services.AddSingleton<ReleaseCredit>();
        services.AddSingleton<ExpireCredit>();
        services.AddHostedService<CreditExpiryWorker>();
        return services;
    }
}
