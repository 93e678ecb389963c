namespace Tollgate.ServiceDefaults.Errors;

/// <summary>
/// An error that a caller can act on: a kind, a stable reason, a message for people. The edges turn it into a gRPC status with
/// <c>google.rpc</c> details, or an HTTP problem.
/// </summary>
public sealed class TollgateException : Exception
{
    private TollgateException(ErrorKind kind, string reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Reason = reason;
    }

    /// <summary>Which of the few kinds.</summary>
    public ErrorKind Kind { get; }

    /// <summary>Stable, upper case, for example <c>BUDGET_EXCEEDED</c>.</summary>
    public string Reason { get; }

    /// <summary>Fields that are wrong.</summary>
    public IReadOnlyList<FieldViolation> Fields { get; private init; } = [];

    /// <summary>Limits that are used up.</summary>
    public IReadOnlyList<QuotaViolation> Quotas { get; private init; } = [];

    /// <summary>How long to wait before trying again; null when trying again does not help or the time is not known.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Trying again may help.</summary>
    public bool IsRetryable => Kind is ErrorKind.Unavailable or ErrorKind.Aborted || RetryAfter is not null;

    public static TollgateException InvalidArgument(string reason, string message, params IReadOnlyList<FieldViolation> fields) =>
        new(ErrorKind.InvalidArgument, reason, message) { Fields = fields };

    public static TollgateException NotFound(string reason, string message) => new(ErrorKind.NotFound, reason, message);

    public static TollgateException AlreadyExists(string reason, string message) => new(ErrorKind.AlreadyExists, reason, message);

    public static TollgateException FailedPrecondition(string reason, string message) => new(ErrorKind.FailedPrecondition, reason, message);

    public static TollgateException PermissionDenied(string reason, string message) => new(ErrorKind.PermissionDenied, reason, message);

    public static TollgateException Unauthenticated(string reason, string message) => new(ErrorKind.Unauthenticated, reason, message);

    public static TollgateException ResourceExhausted(
        string reason, string message, TimeSpan? retryAfter = null, params IReadOnlyList<QuotaViolation> quotas) =>
        new(ErrorKind.ResourceExhausted, reason, message) { RetryAfter = retryAfter, Quotas = quotas };

    public static TollgateException Unavailable(string reason, string message, TimeSpan? retryAfter = null, Exception? inner = null) =>
        new(ErrorKind.Unavailable, reason, message, inner) { RetryAfter = retryAfter ?? TimeSpan.FromMilliseconds(500) };

    public static TollgateException DeadlineExceeded(string reason, string message) => new(ErrorKind.DeadlineExceeded, reason, message);

    public static TollgateException Aborted(string reason, string message, TimeSpan? retryAfter = null) =>
        new(ErrorKind.Aborted, reason, message) { RetryAfter = retryAfter };

    public static TollgateException Internal(string message, Exception? inner = null) => new(ErrorKind.Internal, Reasons.Internal, message, inner);

    /// <summary>What another service answered, with reason and details as it gave them.</summary>
    public static TollgateException FromRpc(global::Grpc.Core.RpcException error) => Grpc.RpcErrors.Read(error);

    internal static TollgateException Create(
        ErrorKind kind, string reason, string message, IReadOnlyList<FieldViolation> fields, IReadOnlyList<QuotaViolation> quotas,
        TimeSpan? retryAfter, Exception inner) =>
        new(kind, reason, message, inner) { Fields = fields, Quotas = quotas, RetryAfter = retryAfter };
}
