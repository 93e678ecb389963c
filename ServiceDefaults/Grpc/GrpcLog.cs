using Microsoft.Extensions.Logging;

namespace Tollgate.ServiceDefaults.Grpc;

internal static partial class GrpcLog
{
    [LoggerMessage(9101, LogLevel.Error, "Unhandled error in {Method}")]
    internal static partial void Unhandled(ILogger logger, string method, Exception error);

    [LoggerMessage(9102, LogLevel.Warning, "A dependency of {Method} is not available")]
    internal static partial void Unavailable(ILogger logger, string method, Exception error);
}
