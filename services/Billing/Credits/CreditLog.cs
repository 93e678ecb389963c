namespace Tollgate.Billing.Credits;

internal static partial class CreditLog
{
    [LoggerMessage(1, LogLevel.Warning, "Expired credit could not be written off; it is tried again.")]
    public static partial void ExpiryFailed(ILogger logger, Exception error);
}
