using Google.Rpc;
using Grpc.Core;

namespace Tollgate.Cli.Platform;

/// <summary>What a failed call says: its reason, and whether trying again helps.</summary>
public sealed record RpcFailure(string Reason, string Message, bool Retryable, TimeSpan RetryAfter)
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMilliseconds(300);

    /// <summary>Reads the <c>google.rpc</c> details.</summary>
    public static RpcFailure From(RpcException error)
    {
        var status = error.GetRpcStatus();
        var reason = status?.GetDetail<ErrorInfo>()?.Reason ?? error.StatusCode.ToString();
        var wait = status?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
        var transport = error.StatusCode is StatusCode.Unavailable or StatusCode.Aborted
            || (error.StatusCode is StatusCode.Internal or StatusCode.Cancelled && status is null);
        var retryable = reason != "BUDGET_EXCEEDED" && (transport || wait is not null);
        return new RpcFailure(reason, error.Status.Detail, retryable, wait ?? DefaultWait);
    }
}
