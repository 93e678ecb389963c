using Tollgate.Contracts.Common.V1;

namespace Tollgate.Inference.Recovery;

internal static partial class RecoveryLog
{
    [LoggerMessage(1, LogLevel.Information, "This replica is {Owner}, epoch {Epoch}.")]
    public static partial void Registered(ILogger logger, string owner, long epoch);

    [LoggerMessage(2, LogLevel.Error, "Another process runs under the name {Owner}; this one goes on as {NewOwner}.")]
    public static partial void Superseded(ILogger logger, string owner, string newOwner);

    [LoggerMessage(3, LogLevel.Warning, "The lease of this replica could not be renewed.")]
    public static partial void NotRenewed(ILogger logger, Exception error);

    [LoggerMessage(4, LogLevel.Information, "Took over {Count} attempts without a living owner.")]
    public static partial void TookOver(ILogger logger, int count);

    [LoggerMessage(5, LogLevel.Warning, "Looking for attempts without an owner failed; it is tried again.")]
    public static partial void LookFailed(ILogger logger, Exception error);

    [LoggerMessage(6, LogLevel.Information, "Attempt {AttemptId} was resolved: {Verdict}, usage {Rank}.")]
    public static partial void Resolved(ILogger logger, Guid attemptId, string verdict, UsageRank rank);

    [LoggerMessage(7, LogLevel.Warning, "Resolving attempt {AttemptId} failed; it is tried again.")]
    public static partial void ResolveFailed(ILogger logger, Guid attemptId, Exception error);

    [LoggerMessage(8, LogLevel.Error, "Nothing is known of attempt {AttemptId} on {Endpoint}: its worst case stands.")]
    public static partial void Assumed(ILogger logger, Guid attemptId, string endpoint);
}
