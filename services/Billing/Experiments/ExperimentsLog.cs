namespace Tollgate.Billing.Experiments;

internal static partial class ExperimentsLog
{
    [LoggerMessage(1, LogLevel.Warning, "Price experiment {ExperimentId} was stopped: {Reason}")]
    public static partial void Stopped(ILogger logger, string experimentId, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Price experiment {ExperimentId} could not be judged ({Reason}); it is tried again")]
    public static partial void NotJudged(ILogger logger, string experimentId, string reason);

    [LoggerMessage(3, LogLevel.Error, "Price experiments could not be looked after; it is tried again")]
    public static partial void Failed(ILogger logger, Exception error);
}
