namespace Tollgate.Metering.Ledger;

internal static partial class LedgerLog
{
    [LoggerMessage(3101, LogLevel.Error, "Usage event {EventId} of attempt {AttemptId} is quarantined: {Reason}. Its hold is kept")]
    internal static partial void Quarantined(ILogger logger, Guid eventId, Guid? attemptId, string reason);

    [LoggerMessage(3102, LogLevel.Warning, "A batch of {Facts} usage events could not be stored as a whole; recording its halves")]
    internal static partial void Splitting(ILogger logger, int facts, Exception error);
}
