namespace Tollgate.Intake.Completed;

internal static partial class CompletedLog
{
    [LoggerMessage(1301, LogLevel.Warning, "{Count} ended requests cannot be recorded yet; trying again")]
    internal static partial void Retrying(ILogger logger, int count, Exception error);

    [LoggerMessage(1302, LogLevel.Error, "The end of operation {OperationId} cannot be recorded")]
    internal static partial void Dropped(ILogger logger, Guid operationId, Exception error);

    [LoggerMessage(1303, LogLevel.Error, "{Count} ended requests were not recorded before the process had to stop")]
    internal static partial void Lost(ILogger logger, int count);

    [LoggerMessage(1304, LogLevel.Warning, "The end of operation {OperationId} is recorded late")]
    internal static partial void Late(ILogger logger, Guid operationId);

    [LoggerMessage(1305, LogLevel.Error, "Operation {OperationId} was answered although its end could not be recorded: {Error}")]
    internal static partial void NotRecorded(ILogger logger, Guid operationId, string error);
}
