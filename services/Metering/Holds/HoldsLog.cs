namespace Tollgate.Metering.Holds;

internal static partial class HoldsLog
{
    [LoggerMessage(3201, LogLevel.Error, "A batch of {Commands} hold commands could not be decided; the callers may ask again")]
    internal static partial void NotDecided(ILogger logger, int commands, Exception error);

    [LoggerMessage(3202, LogLevel.Information, "{Service} opened a reservation stream")]
    internal static partial void StreamOpened(ILogger logger, string service);

    [LoggerMessage(3203, LogLevel.Information, "{Service} closed its reservation stream after {Commands} commands")]
    internal static partial void StreamClosed(ILogger logger, string service, long commands);
}
