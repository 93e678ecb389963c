namespace Tollgate.Routing.Decisions;

internal static partial class DecisionsLog
{
    [LoggerMessage(4101, LogLevel.Error, "Could not record {Count} routing decisions; their requests are answered all the same")]
    public static partial void WriteFailed(ILogger logger, int count, Exception exception);
}
