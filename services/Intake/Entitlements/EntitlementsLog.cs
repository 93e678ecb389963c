using Grpc.Core;

namespace Tollgate.Intake.Entitlements;

internal static partial class EntitlementsLog
{
    [LoggerMessage(1, LogLevel.Warning, "Billing cannot say what changed about entitlements ({Status}); what is known stays in use")]
    internal static partial void RefreshFailed(ILogger logger, StatusCode status);
}
