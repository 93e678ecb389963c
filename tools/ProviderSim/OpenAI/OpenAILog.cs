namespace Tollgate.ProviderSim.OpenAI;

internal static partial class OpenAILog
{
    [LoggerMessage(10, LogLevel.Error, "Call {CallId} broke.")]
    public static partial void Broken(ILogger logger, Exception exception, string callId);
}
