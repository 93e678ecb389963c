namespace Tollgate.Retrieval.Index;

internal static partial class IndexLog
{
    [LoggerMessage(3001, LogLevel.Debug, "Index {TenantId}/{KnowledgeBase} is at version {Version} with {Chunks} chunks")]
    internal static partial void Refreshed(ILogger logger, string tenantId, string knowledgeBase, long version, int chunks);

    [LoggerMessage(3002, LogLevel.Warning, "The index could not be refreshed; searching what there is")]
    internal static partial void NotRefreshed(ILogger logger, Exception error);
}
