namespace Tollgate.Billing.Stripe;

internal static partial class StripeLog
{
    [LoggerMessage(4501, LogLevel.Warning, "Meter event {EventId} was not taken at try {Tries}: {Result}")]
    internal static partial void NotSent(ILogger logger, Guid eventId, int tries, string result);

    [LoggerMessage(4502, LogLevel.Error, "Stripe refused meter event {EventId} of {EventName} for good: {Result}")]
    internal static partial void Refused(ILogger logger, Guid eventId, string eventName, string result);

    [LoggerMessage(4503, LogLevel.Warning, "Reporting to Stripe was interrupted; starting again")]
    internal static partial void Interrupted(ILogger logger, Exception error);
}
