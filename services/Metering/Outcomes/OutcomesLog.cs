namespace Tollgate.Metering.Outcomes;

internal static partial class OutcomesLog
{
    [LoggerMessage(3621, LogLevel.Error, "Outcome {EventId} is quarantined: {Reason}")]
    internal static partial void Quarantined(ILogger logger, Guid eventId, string reason);
}
