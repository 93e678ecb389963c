using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Invoices;

internal static class InvoiceErrors
{
    public static TollgateException PeriodNotEnded(string tenantId) =>
        TollgateException.FailedPrecondition("PERIOD_NOT_ENDED", $"No period of tenant '{tenantId}' has ended yet.");
}
