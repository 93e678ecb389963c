namespace Tollgate.Billing.Entitlements;

/// <summary>Registration of entitlements.</summary>
public static class EntitlementsExtensions
{
    /// <summary>Adds the use cases behind the entitlements service, and what notices changes that time brings.</summary>
    public static IServiceCollection AddEntitlements(this IServiceCollection services)
    {
        services.AddOptions<EntitlementsOptions>().BindConfiguration("Entitlements").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EntitlementsStore>();
        services.AddSingleton<SetAccount>();
        services.AddSingleton<RaiseEntitlements>();
        services.AddHostedService<EntitlementsWorker>();
        return services;
    }
}
