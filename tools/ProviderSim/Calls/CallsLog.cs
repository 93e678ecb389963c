namespace Tollgate.ProviderSim.Calls;

internal static partial class CallsLog
{
    [LoggerMessage(10, LogLevel.Error, "Call {CallId} broke.")]
    public static partial void Broken(ILogger logger, Exception exception, string callId);
}
