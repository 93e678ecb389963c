using Microsoft.Extensions.Logging;

namespace Tollgate.AppHost.Local;

/// <summary>What the host has to say about itself.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "Starting {Count} resources; data in {Folder}")]
    public static partial void Starting(this ILogger logger, int count, string folder);

    [LoggerMessage(2, LogLevel.Information, "{Resource} is healthy")]
    public static partial void Healthy(this ILogger logger, string resource);

    [LoggerMessage(3, LogLevel.Information, "ready: everything is healthy")]
    public static partial void Ready(this ILogger logger);

    [LoggerMessage(4, LogLevel.Warning, "{Replica} ended with exit code {ExitCode}")]
    public static partial void Crashed(this ILogger logger, string replica, int exitCode);

    [LoggerMessage(5, LogLevel.Information, "{Replica} starts again in {Delay}")]
    public static partial void RestartsSoon(this ILogger logger, string replica, TimeSpan delay);

    [LoggerMessage(6, LogLevel.Error, "{Replica} cannot start: {Reason}")]
    public static partial void CannotStart(this ILogger logger, string replica, string reason);

    [LoggerMessage(7, LogLevel.Information, "{Package} is missing; installing it")]
    public static partial void Installing(this ILogger logger, string package);

    [LoggerMessage(8, LogLevel.Warning, "Process {Process} of {Resource} was left by an earlier run; ending it")]
    public static partial void LeftOver(this ILogger logger, int process, string resource);

    [LoggerMessage(9, LogLevel.Error, "Not everything became healthy: {Resources}")]
    public static partial void NotReady(this ILogger logger, string resources);

    [LoggerMessage(10, LogLevel.Information, "Stopping everything that was started")]
    public static partial void Stopping(this ILogger logger);

    [LoggerMessage(11, LogLevel.Information, "Everything is stopped")]
    public static partial void Stopped(this ILogger logger);
}
