namespace Tollgate.ProviderSim.Ledger;

internal static partial class LedgerLog
{
    [LoggerMessage(1, LogLevel.Information, "Ledger opened with {Calls} calls; {DroppedBytes} bytes of an unfinished write were cut off.")]
    public static partial void Opened(ILogger logger, long calls, long droppedBytes);

    [LoggerMessage(2, LogLevel.Warning, "{Calls} calls had been interrupted and are closed, billed for what was generated.")]
    public static partial void ClosedInterrupted(ILogger logger, int calls);
}
