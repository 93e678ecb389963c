using Microsoft.Extensions.Options;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Completions;
using Tollgate.Intake.Knowledge;

namespace Tollgate.Intake.Cache;

/// <summary>Which requests may be answered from the cache, and which answers may be kept in it.</summary>
internal sealed class CachePolicy(IOptions<AnswerCacheOptions> options)
{
    public bool Applies(AcceptedRequest accepted) =>
        options.Value.MaxBytes > 0
        && !accepted.Request.NoCache
        && (accepted.Temperature is not { } temperature || temperature <= options.Value.MaxTemperature);

    /// <summary>Only whole answers, made with the knowledge they should have been made with.</summary>
    public static bool MayKeep(CompleteResponse answer, FoundKnowledge knowledge) =>
        (answer is { FinishReason: "stop", Content.Length: > 0 } or { FinishReason: "tool_calls", ToolCalls.Count: > 0 }) && !knowledge.IsDegraded;
}
