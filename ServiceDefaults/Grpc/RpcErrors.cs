using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.ServiceDefaults.Grpc;

/// <summary>Turns errors into gRPC statuses with <c>google.rpc</c> details, and back.</summary>
public static class RpcErrors
{
    private const string Domain = "tollgate";

    // A status travels in headers, and a client that is sent more than 64 KiB of them drops the connection with every call on it.
    private const int MostFields = 32, LongestText = 400, LongestMessage = 2000;

    /// <summary>The status to send.</summary>
    public static RpcException Write(TollgateException error)
    {
        var status = new Google.Rpc.Status { Code = (int)ToStatusCode(error.Kind), Message = Short(error.Message, LongestMessage) };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = Domain, Reason = error.Reason }));
        if (error.Fields.Count > 0)
        {
            var bad = new BadRequest();
            bad.FieldViolations.AddRange(error.Fields.Take(MostFields).Select(f =>
                new BadRequest.Types.FieldViolation { Field = Short(f.Field, LongestText), Description = Short(f.Description, LongestText) }));
            status.Details.Add(Any.Pack(bad));
        }

        if (error.Quotas.Count > 0)
        {
            var quota = new QuotaFailure();
            quota.Violations.AddRange(error.Quotas.Take(MostFields).Select(q =>
                new QuotaFailure.Types.Violation { Subject = Short(q.Subject, LongestText), Description = Short(q.Description, LongestText) }));
            status.Details.Add(Any.Pack(quota));
        }

        if (error.RetryAfter is { } wait)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait) }));
        return status.ToRpcException();
    }

    internal static TollgateException Read(RpcException error)
    {
        var status = error.GetRpcStatus();
        var info = status?.GetDetail<ErrorInfo>();
        var kind = ToKind(error.StatusCode);
        return TollgateException.Create(
            kind,
            info?.Reason ?? DefaultReason(kind),
            error.Status.Detail,
            status?.GetDetail<BadRequest>()?.FieldViolations.Select(f => new FieldViolation(f.Field, f.Description)).ToArray() ?? [],
            status?.GetDetail<QuotaFailure>()?.Violations.Select(q => new QuotaViolation(q.Subject, q.Description)).ToArray() ?? [],
            status?.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan() ?? (kind == ErrorKind.Unavailable ? TimeSpan.FromMilliseconds(500) : null),
            error);
    }

    private static string DefaultReason(ErrorKind kind) => kind switch
    {
        ErrorKind.Unavailable => Reasons.ServiceUnavailable,
        ErrorKind.DeadlineExceeded => Reasons.DeadlineExceeded,
        ErrorKind.Unauthenticated => Reasons.InvalidCredentials,
        ErrorKind.InvalidArgument => Reasons.InvalidRequest,
        ErrorKind.Cancelled => "CANCELLED",
        _ => Reasons.Internal,
    };

    private static string Short(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");

    private static StatusCode ToStatusCode(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => StatusCode.InvalidArgument,
        ErrorKind.NotFound => StatusCode.NotFound,
        ErrorKind.AlreadyExists => StatusCode.AlreadyExists,
        ErrorKind.FailedPrecondition => StatusCode.FailedPrecondition,
        ErrorKind.PermissionDenied => StatusCode.PermissionDenied,
        ErrorKind.Unauthenticated => StatusCode.Unauthenticated,
        ErrorKind.ResourceExhausted => StatusCode.ResourceExhausted,
        ErrorKind.Unavailable => StatusCode.Unavailable,
        ErrorKind.DeadlineExceeded => StatusCode.DeadlineExceeded,
        ErrorKind.Aborted => StatusCode.Aborted,
        ErrorKind.Cancelled => StatusCode.Cancelled,
        _ => StatusCode.Internal,
    };

    private static ErrorKind ToKind(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.OutOfRange => ErrorKind.InvalidArgument,
        StatusCode.NotFound => ErrorKind.NotFound,
        StatusCode.AlreadyExists => ErrorKind.AlreadyExists,
        StatusCode.FailedPrecondition => ErrorKind.FailedPrecondition,
        StatusCode.PermissionDenied => ErrorKind.PermissionDenied,
        StatusCode.Unauthenticated => ErrorKind.Unauthenticated,
        StatusCode.ResourceExhausted => ErrorKind.ResourceExhausted,
        StatusCode.Unavailable => ErrorKind.Unavailable,
        StatusCode.DeadlineExceeded => ErrorKind.DeadlineExceeded,
        StatusCode.Aborted => ErrorKind.Aborted,
        StatusCode.Cancelled => ErrorKind.Cancelled,
        _ => ErrorKind.Internal,
    };
}
