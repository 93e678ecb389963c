namespace Tollgate.Metering.Feed;

internal static partial class FeedLog
{
    [LoggerMessage(3501, LogLevel.Warning, "{Work} of the usage feed was interrupted; starting again")]
    internal static partial void Interrupted(ILogger logger, string work, Exception error);

    [LoggerMessage(3502, LogLevel.Information, "This replica has taken over {Work} of the usage feed")]
    internal static partial void TookOver(ILogger logger, string work);

    [LoggerMessage(3503, LogLevel.Information, "Usage feed subscription {SubscriptionId} of tenant '{TenantId}' is sent again from position {Position}")]
    internal static partial void Replayed(ILogger logger, Guid subscriptionId, string tenantId, long position);
}
