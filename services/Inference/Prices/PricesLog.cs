namespace Tollgate.Inference.Prices;

internal static partial class PricesLog
{
    [LoggerMessage(2701, LogLevel.Information, "Price book {Number} with {Entries} prices is in force")]
    internal static partial void Changed(ILogger logger, long number, int entries);

    [LoggerMessage(2702, LogLevel.Warning, "Metering cannot be asked for a newer price book; book {Number} stays in force here")]
    internal static partial void RefreshFailed(ILogger logger, long number, Exception error);
}
