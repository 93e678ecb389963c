using Microsoft.Extensions.Logging;

namespace Tollgate.ServiceDefaults.Audit;

internal static partial class SealLog
{
    [LoggerMessage(1601, LogLevel.Debug, "Sealed the books of {Day}")]
    internal static partial void Sealed(ILogger logger, DateOnly day);

    [LoggerMessage(1602, LogLevel.Warning, "The books of {Day} do not agree and were not sealed; the audit says what it is")]
    internal static partial void NotAgreed(ILogger logger, DateOnly day);

    [LoggerMessage(1603, LogLevel.Warning, "The books of {Day} could not be sealed; trying again later")]
    internal static partial void Interrupted(ILogger logger, DateOnly day, Exception error);

    [LoggerMessage(1604, LogLevel.Warning, "It could not be seen which days to seal; trying again later")]
    internal static partial void NotSeen(ILogger logger, Exception error);
}
