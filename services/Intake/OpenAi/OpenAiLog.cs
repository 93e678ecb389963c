namespace Tollgate.Intake.OpenAi;

internal static partial class OpenAiLog
{
    [LoggerMessage(1501, LogLevel.Error, "Unhandled error on the OpenAI edge")]
    internal static partial void Unhandled(ILogger logger, Exception error);

    [LoggerMessage(1502, LogLevel.Warning, "A database is not available to the OpenAI edge")]
    internal static partial void DatabaseUnavailable(ILogger logger, Exception error);
}
