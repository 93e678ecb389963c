using Microsoft.Extensions.Logging;

namespace Tollgate.ServiceDefaults.Webhooks;

// Addresses stay out of the log: they may carry a token of their owner's.
internal static partial class WebhookLog
{
    [LoggerMessage(9401, LogLevel.Warning, "Webhook {MessageId} to endpoint {EndpointId} failed at try {Tries}: {Result}")]
    internal static partial void NotDelivered(ILogger logger, string messageId, Guid endpointId, int tries, string result);

    [LoggerMessage(9402, LogLevel.Error, "Webhook endpoint {EndpointId} is disabled. {Reason}")]
    internal static partial void Disabled(ILogger logger, Guid endpointId, string reason);

    [LoggerMessage(9403, LogLevel.Warning, "Webhook delivery was interrupted; trying again")]
    internal static partial void Interrupted(ILogger logger, Exception error);
}
