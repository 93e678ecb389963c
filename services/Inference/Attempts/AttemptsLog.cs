namespace Tollgate.Inference.Attempts;

internal static partial class AttemptsLog
{
    [LoggerMessage(1, LogLevel.Error, "The intent of attempt {AttemptId} could not be committed; the provider is not called.")]
    public static partial void IntentFailed(ILogger logger, Guid attemptId, Exception error);

    [LoggerMessage(2, LogLevel.Warning, "Attempt {AttemptId} could not be settled yet; it is tried again: {Error}")]
    public static partial void SettleFailed(ILogger logger, Guid attemptId, string error);

    [LoggerMessage(3, LogLevel.Error, "Attempt {AttemptId} could not be settled; it is left to recovery.")]
    public static partial void SettleGivenUp(ILogger logger, Guid attemptId);

    [LoggerMessage(4, LogLevel.Warning, "The result of attempt {AttemptId} was dropped: another owner answers for it.")]
    public static partial void Dropped(ILogger logger, Guid attemptId);

    [LoggerMessage(5, LogLevel.Error, "Usage of attempt {AttemptId} on {Provider}/{Model} cannot be priced ({Reason}); its worst case stands.")]
    public static partial void NotPriced(ILogger logger, Guid attemptId, string provider, string model, string reason);

    [LoggerMessage(6, LogLevel.Warning, "Attempt {AttemptId} on {Provider}/{Model} cost {CostNanos} nanos, more than the {HeldNanos} held.")]
    public static partial void OverWorstCase(ILogger logger, Guid attemptId, string provider, string model, long costNanos, long heldNanos);

    [LoggerMessage(7, LogLevel.Warning, "Stopping with {Count} attempts unsettled; recovery takes them over.")]
    public static partial void LeftBehind(ILogger logger, int count);

    [LoggerMessage(8, LogLevel.Warning, "Attempt {AttemptId} was not called and could not be closed; recovery closes it.")]
    public static partial void NotClosed(ILogger logger, Guid attemptId, Exception error);
}
