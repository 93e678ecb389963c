namespace Tollgate.Metering.Requests;

internal static partial class RequestsLog
{
    [LoggerMessage(3501, LogLevel.Error, "Completion {EventId} of operation {OperationId} is quarantined: {Reason}")]
    internal static partial void Quarantined(ILogger logger, Guid eventId, Guid operationId, string reason);
}
