namespace Tollgate.Inference.Recovery;

/// <summary>Registers who we are and how what others left behind is resolved.</summary>
internal static class RecoveryExtensions
{
    /// <summary>Adds the lease; before anything that writes attempts.</summary>
    public static IServiceCollection AddOwnership(this IServiceCollection services)
    {
        services.AddOptions<RecoveryOptions>().BindConfiguration("Recovery").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OwnerStore>();
        services.AddSingleton<Ownership>();
        services.AddHostedService(provider => provider.GetRequiredService<Ownership>());
        return services;
    }

    /// <summary>Adds the search for attempts without an owner; after what it settles them with.</summary>
    public static IServiceCollection AddRecovery(this IServiceCollection services)
    {
        services.AddSingleton<OrphanStore>();
        services.AddSingleton<ResolveOrphan>();
        services.AddSingleton<RecoverAttempts>();
        services.AddHostedService(provider => provider.GetRequiredService<RecoverAttempts>());
        return services;
    }
}
