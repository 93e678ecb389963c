namespace Tollgate.Billing.Entitlements;

/// <summary>Registration of entitlements.</summary>
public static class EntitlementsExtensions
{
    /// <summary>Adds the use cases behind the entitlements service.</summary>
    public static IServiceCollection AddEntitlements(this IServiceCollection services) =>
        services.AddSingleton<EntitlementsStore>().AddSingleton<SetAccount>();
}
