namespace Tollgate.Billing.ServiceLevels;

internal static partial class ServiceLevelsLog
{
    [LoggerMessage(1, LogLevel.Warning, "Completion {EventId} of operation {OperationId} cannot be believed and is not measured")]
    public static partial void NotBelieved(ILogger logger, Guid eventId, Guid operationId);
}
