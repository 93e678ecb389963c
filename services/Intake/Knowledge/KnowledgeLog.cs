namespace Tollgate.Intake.Knowledge;

internal static partial class KnowledgeLog
{
    [LoggerMessage(1201, LogLevel.Warning, "Knowledge base {KnowledgeBase} of tenant {TenantId} cannot be searched: {Reason}")]
    internal static partial void Unavailable(ILogger logger, string tenantId, string knowledgeBase, string reason);

    [LoggerMessage(1202, LogLevel.Debug, "Index versions cannot be refreshed: {Reason}")]
    internal static partial void RefreshFailed(ILogger logger, string reason);
}
