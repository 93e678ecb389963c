namespace Tollgate.Intake.Accounts;

internal static partial class AccountsLog
{
    [LoggerMessage(1001, LogLevel.Warning, "Configuration cannot be refreshed; what is known stays in use")]
    internal static partial void RefreshFailed(ILogger logger, Exception error);
}
