namespace Tollgate.Billing.Rating;

internal static partial class RatingLog
{
    [LoggerMessage(6101, LogLevel.Error, "Usage record {AttemptId}/{Revision} cannot be rated and is quarantined: {Problem}")]
    public static partial void Quarantined(ILogger logger, Guid attemptId, int revision, string problem);
}
