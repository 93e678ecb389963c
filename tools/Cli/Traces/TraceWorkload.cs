using Tollgate.Cli.Workloads;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Tokens;

namespace Tollgate.Cli.Traces;

/// <summary>
/// Replays a trace: each prompt is unique text of exactly as many tokens as recorded, and the answer may be as long as recorded.
/// No assistant, so no template, retrieval or compression. The chat format adds its few tokens for each message on top.
/// </summary>
public static class TraceWorkload
{
    /// <summary>The requests, in time order at <paramref name="speed"/> times the recorded pace.</summary>
    public static IEnumerable<WorkItem> From(IReadOnlyList<TraceRow> rows, string apiKey, string model, double speed)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            yield return new WorkItem(rows[i].At / speed, apiKey, new CompleteRequest
            {
                Model = model,
                MaxTokens = rows[i].GeneratedTokens,
                NoCache = true,
                Messages = { new Message { Role = "user", Content = SyntheticText.Exactly(rows[i].ContextTokens, i) } },
            });
        }
    }
}
