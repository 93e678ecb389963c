namespace Tollgate.Billing.Ledger;

/// <summary>Registration of the ledger.</summary>
public static class LedgerExtensions
{
    /// <summary>Adds the use cases behind the ledger service. What books entries does so in its own transaction.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services) => services.AddSingleton<TrialBalance>().AddSingleton<ListJournal>();
}
