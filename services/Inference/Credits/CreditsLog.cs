namespace Tollgate.Inference.Credits;

internal static partial class CreditsLog
{
    [LoggerMessage(1, LogLevel.Warning, "Billing cannot say which tenants prepay ({Status}); what is known serves a while.")]
    public static partial void NotRefreshed(ILogger logger, string status);

    [LoggerMessage(2, LogLevel.Warning, "No credit could be set aside for attempt {AttemptId} ({Reason}); the provider is not called.")]
    public static partial void NotHeld(ILogger logger, Guid attemptId, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The credit of attempt {AttemptId} could not be given back ({Reason}); its settlement does it.")]
    public static partial void NotReleased(ILogger logger, Guid attemptId, string reason);
}
