namespace Tollgate.Intake.Accounts;

internal static class AccountsExtensions
{
    /// <summary>Adds tenants, assistants and keys as the request path sees them.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddOptions<AccountsOptions>().BindConfiguration("Accounts").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AccountsStore>();
        services.AddSingleton<AccountsCache>();
        services.AddSingleton<AccountsWriter>();
        services.AddHostedService<AccountsRefresher>();
        return services;
    }
}
