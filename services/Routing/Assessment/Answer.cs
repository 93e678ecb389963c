using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Routing.Assessment;

/// <summary>An answer that is about to be judged.</summary>
/// <param name="Text">All of it.</param>
/// <param name="FinishReason">As OpenAI names it.</param>
/// <param name="MeanLogprob">Mean natural-log probability of its tokens; null when the provider gave none.</param>
public sealed record Answer(string Text, string FinishReason, double? MeanLogprob)
{
    /// <summary>Calls of the prompt's tools that it makes, in the pieces they came in.</summary>
    public IReadOnlyList<ToolCallDelta> ToolCalls { get; init; } = [];

    /// <summary>It ended for a reason that another model's answer would not change.</summary>
    public bool IsBeyondJudgement => FinishReason is "length" or "content_filter" or "tool_calls" || ToolCalls.Count > 0;
}
