namespace Tollgate.Retrieval.Indexing;

internal static partial class IndexingLog
{
    [LoggerMessage(3101, LogLevel.Warning, "Document {DocumentId} of {TenantId}/{KnowledgeBase} could not be read: {Error}")]
    internal static partial void CannotRead(ILogger logger, string tenantId, string knowledgeBase, string documentId, string error);

    [LoggerMessage(3102, LogLevel.Warning, "A group of {Count} documents could not be written together; writing them one by one")]
    internal static partial void GroupFailed(ILogger logger, int count, Exception error);
}
