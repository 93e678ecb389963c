using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Holds;
using Tollgate.Inference.Providers;
using Tollgate.ServiceDefaults.Errors;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Runs;

/// <summary>What a provider call came to, as far as the call itself tells.</summary>
internal sealed record CallEnd
{
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>How it failed; null when it succeeded or the caller went away.</summary>
    public ProviderException? Failure { get; init; }

    /// <summary>Why no more could be held for it, when it was stopped for that; null otherwise.</summary>
    public HoldAnswer? Stopped { get; init; }

    /// <summary>As OpenAI names it; empty when the answer did not end.</summary>
    public string FinishReason { get; init; } = "";

    /// <summary>What the provider stated in its answer.</summary>
    public TokenUsage? StatedUsage { get; init; }

    /// <summary>What we count, when the provider states nothing; null when too little was seen to count.</summary>
    public TokenUsage? CountedUsage { get; init; }

    /// <summary>What was held when it ended, where that grew with the answer; null where the worst case was held from the start.</summary>
    public WorstCase? Held { get; init; }

    /// <summary>The model that answered; empty when none did.</summary>
    public string Model { get; init; } = "";

    public double? MeanLogprob { get; init; }

    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>The request was handed to the network, so the provider may have billed it.</summary>
    public required bool Sent { get; init; }

    /// <summary>Tool calls in the answer.</summary>
    public int ToolCalls { get; init; }

    /// <summary>Input tokens of the count that stand for schemas, which providers put in words of their own.</summary>
    public long SchemaTokens { get; init; }

    /// <summary>A part of the answer has reached the caller.</summary>
    public bool Delivered { get; init; }

    public required DateTimeOffset EndTime { get; init; }

    /// <summary>Short stable reason for people and statistics; empty on success.</summary>
    public string FailureReason => Failure?.Failure switch
    {
        null => Outcome switch
        {
            AttemptOutcome.Stopped => Stopped is HoldAnswer.NoRoom ? Reasons.BudgetExceeded : Reasons.MeteringUnavailable,
            AttemptOutcome.Cancelled => "CANCELLED",
            _ => "",
        },
        ProviderFailure.RateLimited => "RATE_LIMITED",
        ProviderFailure.ServerError => "SERVER_ERROR",
        ProviderFailure.NotReached => "NOT_REACHED",
        ProviderFailure.Broken => "CONNECTION_BROKEN",
        ProviderFailure.Malformed => "MALFORMED_ANSWER",
        ProviderFailure.StreamCut => "STREAM_CUT",
        ProviderFailure.Stalled => "STALLED",
        ProviderFailure.DeadlinePassed => "DEADLINE_EXCEEDED",
        ProviderFailure.PromptTooLong => "PROMPT_TOO_LONG",
        ProviderFailure.ContentFiltered => "CONTENT_FILTERED",
        ProviderFailure.UnknownModel => "UNKNOWN_MODEL",
        ProviderFailure.Unauthorized => "UNAUTHORIZED",
        ProviderFailure.TooLate => "NOT_CALLED",
        _ => "REJECTED",
    };
}
