namespace Tollgate.Retrieval.Embedding;

internal static partial class EmbeddingLog
{
    [LoggerMessage(3201, LogLevel.Warning, "{Count} texts have no vector: {Reason}. They are found by words alone")]
    internal static partial void NotEmbedded(ILogger logger, int count, string reason);

    [LoggerMessage(3202, LogLevel.Warning, "Asked for {Asked} vectors and got {Got}; not using them")]
    internal static partial void WrongCount(ILogger logger, int asked, int got);
}
