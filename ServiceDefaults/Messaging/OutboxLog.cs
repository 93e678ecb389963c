using Microsoft.Extensions.Logging;

namespace Tollgate.ServiceDefaults.Messaging;

internal static partial class OutboxLog
{
    [LoggerMessage(9301, LogLevel.Warning, "{Type} {MessageId} could not be published; it stays in the outbox")]
    internal static partial void NotPublished(ILogger logger, string type, Guid messageId, Exception error);

    [LoggerMessage(9302, LogLevel.Warning, "The outbox relay was interrupted; starting again")]
    internal static partial void Failed(ILogger logger, Exception error);
}
