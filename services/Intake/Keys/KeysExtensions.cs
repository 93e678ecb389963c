namespace Tollgate.Intake.Keys;

internal static class KeysExtensions
{
    /// <summary>Adds API keys: creating, revoking, and knowing who asks.</summary>
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddOptions<ApiKeyOptions>().BindConfiguration("ApiKeys").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ApiKeyHasher>();
        services.AddSingleton<ApiKeyAuthenticator>();
        services.AddSingleton<ApiKeyInterceptor>();
        services.AddSingleton<CreateApiKeyHandler>();
        services.AddSingleton<RevokeApiKeyHandler>();
        return services;
    }
}
