using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Reconciliation;

/// <summary>A settled attempt of ours, as it is compared with a report.</summary>
internal sealed record KnownCall
{
    public required AttemptIntent Intent { get; init; }

    /// <summary>How it had ended.</summary>
    public required AttemptResult Result { get; init; }

    /// <summary>The first and the last minute in which the provider may have received it; mostly the same.</summary>
    public required (DateTimeOffset First, DateTimeOffset Last) Minutes { get; init; }

    public Guid Id => Intent.AttemptId;

    public ReportedTokens Tokens => new(
        Result.Usage.InputTotal - Result.Usage.CachedInput, Result.Usage.CachedInput, Result.Usage.OutputTotal);

    /// <summary>The provider itself has stated its usage, in the answer or in an earlier report.</summary>
    public bool IsCertain => Result.Rank >= UsageRank.Reconciled;

    /// <summary>We believe that it is billed.</summary>
    public bool IsBilled => !Tokens.IsZero;

    /// <summary>We believe that it is not billed, but the provider had it in its hands.</summary>
    public bool MayBeBilled => !IsBilled && Result.FailureReason is "SERVER_ERROR";
}
