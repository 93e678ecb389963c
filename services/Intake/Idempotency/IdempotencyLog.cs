namespace Tollgate.Intake.Idempotency;

internal static partial class IdempotencyLog
{
    [LoggerMessage(1401, LogLevel.Warning, "This replica's lease cannot be renewed; its running requests may be taken over")]
    internal static partial void LeaseNotRenewed(ILogger logger, Exception error);

    [LoggerMessage(1402, LogLevel.Warning, "Expired idempotency keys cannot be removed")]
    internal static partial void SweepFailed(ILogger logger, Exception error);

    [LoggerMessage(1403, LogLevel.Information, "Operation {OperationId} is run again, try {Try}, paid by {Payer}")]
    internal static partial void RunAgain(ILogger logger, Guid operationId, int @try, string payer);

    [LoggerMessage(1404, LogLevel.Warning, "The stored answer of operation {OperationId} cannot be read; was the encryption key changed?")]
    internal static partial void Unreadable(ILogger logger, Guid operationId);
}
