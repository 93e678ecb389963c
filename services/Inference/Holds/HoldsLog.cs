namespace Tollgate.Inference.Holds;

internal static partial class HoldsLog
{
    [LoggerMessage(1, LogLevel.Information, "Stream of holds to Metering is open; {Unanswered} unanswered commands are sent again.")]
    public static partial void Open(ILogger logger, int unanswered);

    [LoggerMessage(2, LogLevel.Warning, "Stream of holds to Metering broke ({Reason}); it is reopened in {Wait}.")]
    public static partial void Broken(ILogger logger, string reason, TimeSpan wait);

    [LoggerMessage(3, LogLevel.Warning, "Metering could not decide on the hold of attempt {AttemptId}: {Reason}.")]
    public static partial void Failed(ILogger logger, string attemptId, string reason);
}
