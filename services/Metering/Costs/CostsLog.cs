namespace Tollgate.Metering.Costs;

internal static partial class CostsLog
{
    [LoggerMessage(3801, LogLevel.Error, "Charge difference {EventId} is quarantined: {Reason}")]
    internal static partial void Quarantined(ILogger logger, Guid eventId, string reason);
}
