namespace Tollgate.Metering.Notices;

internal static partial class NoticesLog
{
    [LoggerMessage(3501, LogLevel.Information, "No mail server is configured: budget notices go by webhook only")]
    internal static partial void WebhooksOnly(ILogger logger);

    [LoggerMessage(3502, LogLevel.Information, "Contact {ContactId} is told that budget {BudgetId} of '{TenantId}' is past {Percent} %")]
    internal static partial void Told(ILogger logger, string contactId, string budgetId, string tenantId, int percent);

    [LoggerMessage(3505, LogLevel.Information, "Contact {ContactId} is told of anomaly {AnomalyId} of '{TenantId}'")]
    internal static partial void ToldOfAnomaly(ILogger logger, string contactId, string anomalyId, string tenantId);

    [LoggerMessage(3503, LogLevel.Warning, "Mail of notice {NoticeId} failed on try {Try} ({Result}); again in {Wait}")]
    internal static partial void MailFailed(ILogger logger, Guid noticeId, int @try, string result, TimeSpan wait);

    [LoggerMessage(3504, LogLevel.Warning, "Notices were interrupted by the database; trying again")]
    internal static partial void Interrupted(ILogger logger, Exception error);
}
