using Microsoft.Extensions.Logging;

namespace Tollgate.ServiceDefaults.Persistence;

internal static partial class DatabaseLog
{
    [LoggerMessage(9201, LogLevel.Information, "Applied migration {Name} of {Owner}")]
    internal static partial void Applied(ILogger logger, string owner, string name);

    [LoggerMessage(9202, LogLevel.Warning, "The database is not reachable yet; trying again")]
    internal static partial void Waiting(ILogger logger, Exception error);
}
