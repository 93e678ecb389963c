namespace Tollgate.Billing.Audit;

/// <summary>Registration of the audit.</summary>
public static class AuditExtensions
{
    /// <summary>Adds the book that Billing answers audits from.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services) =>
        services.AddSingleton<RatedBook>().AddSingleton<BillingPending>().AddSingleton<EntryDifferences>();
}
