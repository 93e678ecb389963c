using Microsoft.Extensions.AI;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Providers;
using Tollgate.Tokens;

namespace Tollgate.Inference.Runs;

/// <summary>A run that has been checked, counted and priced: everything its attempts have in common.</summary>
internal sealed record PreparedRun(
    RunRequest Request, ProviderEndpoint Endpoint, AttemptPlan Plan, PromptCount Count, IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    public bool Stream => Request.Stream;
}
