namespace Tollgate.Billing.Entitlements;

internal static partial class EntitlementsLog
{
    [LoggerMessage(1, LogLevel.Warning, "Entitlements that have changed could not be raised; it is tried again.")]
    public static partial void RaiseFailed(ILogger logger, Exception error);
}
