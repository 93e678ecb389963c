namespace Tollgate.Billing.Invoices;

internal static partial class InvoicesLog
{
    [LoggerMessage(1, LogLevel.Error, "Invoice {InvoiceId} could not be made final; it is tried again.")]
    public static partial void NotFinal(ILogger logger, Guid invoiceId, Exception error);

    [LoggerMessage(2, LogLevel.Error, "Ended periods could not be closed; it is tried again.")]
    public static partial void NotClosed(ILogger logger, Exception error);
}
