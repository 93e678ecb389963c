namespace Tollgate.Metering.Prices;

internal static partial class PricesLog
{
    [LoggerMessage(3601, LogLevel.Information, "Prices of {Source} imported; book {Book} is in force. {Approved} approved, {Flagged} flagged, {Refused} refused")]
    internal static partial void Imported(ILogger logger, string source, long book, int approved, int flagged, int refused);

    [LoggerMessage(3602, LogLevel.Information, "{Prices} prices approved; book {Book} is in force")]
    internal static partial void Approved(ILogger logger, int prices, long book);

    [LoggerMessage(3603, LogLevel.Information, "{Prices} prices rejected")]
    internal static partial void Rejected(ILogger logger, int prices);
}
