namespace Tollgate.Metering.Rerating;

internal static partial class RerateLog
{
    [LoggerMessage(3611, LogLevel.Information, "Re-rate {RerateId} by book {Book} is done: {Examined} attempts, {Posted} entries, {Skipped} skipped, {CostNanos} nanos")]
    internal static partial void Done(ILogger logger, Guid rerateId, long book, long examined, long posted, long skipped, long costNanos);

    [LoggerMessage(3612, LogLevel.Warning, "A page of a re-rate could not be done; trying again")]
    internal static partial void Failed(ILogger logger, Exception error);
}
