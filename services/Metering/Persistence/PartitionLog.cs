namespace Tollgate.Metering.Persistence;

internal static partial class PartitionLog
{
    [LoggerMessage(3401, LogLevel.Information, "Made partition {Partition}")]
    internal static partial void Made(ILogger logger, string partition);

    [LoggerMessage(3402, LogLevel.Warning, "Partition {Partition} could not be made; its rows stay in the default partition until it can")]
    internal static partial void NotMade(ILogger logger, string partition, Exception error);

    [LoggerMessage(3403, LogLevel.Warning, "Partitions could not be looked after; trying again later")]
    internal static partial void Failed(ILogger logger, Exception error);

    [LoggerMessage(3404, LogLevel.Information, "Dropped partition {Partition}, which is kept no longer")]
    internal static partial void Dropped(ILogger logger, string partition);

    [LoggerMessage(3405, LogLevel.Warning, "Partition {Partition} could not be dropped; trying again later")]
    internal static partial void NotDropped(ILogger logger, string partition, Exception error);
}
