using Grpc.Core;

namespace Tollgate.Intake.Entitlements;

internal static partial class EntitlementsLog
{
    [LoggerMessage(1, LogLevel.Warning, "Billing cannot say what changed about entitlements ({Status}); what is known stays in use")]
    internal static partial void RefreshFailed(ILogger logger, StatusCode status);

    [LoggerMessage(2, LogLevel.Warning, "Minutes of end users that are over could not be removed; it is tried again")]
    internal static partial void SweepFailed(ILogger logger, Exception error);
}
