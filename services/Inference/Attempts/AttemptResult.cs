using Tollgate.Contracts.Common.V1;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Attempts;

/// <summary>How an attempt ended and what it used, before it is priced.</summary>
internal sealed record AttemptResult
{
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>Short stable reason; empty on success.</summary>
    public string FailureReason { get; init; } = "";

    /// <summary>The model that answered; empty when none did.</summary>
    public string ResponseModel { get; init; } = "";

    public required TokenUsage Usage { get; init; }

    public required UsageRank Rank { get; init; }

    /// <summary>What was held at the end, where that grew with the answer; null where it is the attempt's worst case.</summary>
    public WorstCase? Held { get; init; }

    /// <summary>The provider may still state the usage of this call: keep asking.</summary>
    public bool Unconfirmed { get; init; }

    public required DateTimeOffset EndTime { get; init; }

    public TimeSpan? TimeToFirstToken { get; init; }
}
