namespace Tollgate.Metering.Ledger;

internal static class LedgerExtensions
{
    /// <summary>Adds the recording of usage.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.AddOptions<LedgerOptions>().BindConfiguration("Ledger").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RecordUsage>();
        services.AddSingleton<UsageInbox>();
        return services;
    }
}
