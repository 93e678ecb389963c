using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Billing.Audit;

/// <summary>Registration of the audit.</summary>
public static class AuditExtensions
{
    /// <summary>Adds the book that Billing answers audits from, and the sealing of its days.</summary>
    public static IHostApplicationBuilder AddAudit(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RatedBook>().AddSingleton<BillingPending>().AddSingleton<DigestRated>();
        return builder.AddSeals<RatedBook>();
    }
}
