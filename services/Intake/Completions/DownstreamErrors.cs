using Grpc.Core;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Completions;

/// <summary>Turns what a call to another service ended with into what our caller is told.</summary>
internal static class DownstreamErrors
{
    /// <summary>
    /// What the other service said passes through with its reason. What the transport said (refused, reset, ended early) means that the
    /// service is away: the caller may try again.
    /// </summary>
    public static TollgateException Translate(RpcException error) =>
        IsTransport(error) ? Away(error) : TollgateException.FromRpc(error);

    public static TollgateException Away(Exception? inner = null) => TollgateException.Unavailable(
        Reasons.ServiceUnavailable, "A service behind this one went away while answering. Try again.", inner: inner);

    // The client library keeps the exception it met; a status that came over the wire has none.
    private static bool IsTransport(RpcException error) =>
        error.Status.DebugException is not null && error.StatusCode is not (StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted)
        || error.StatusCode is StatusCode.Cancelled;
}
