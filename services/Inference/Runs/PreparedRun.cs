using Microsoft.Extensions.AI;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Providers;
using Tollgate.Tokens;

namespace Tollgate.Inference.Runs;

/// <summary>A run that has been checked, counted and priced: everything its attempts have in common, and where the next of them goes.</summary>
internal sealed record PreparedRun(
    RunRequest Request, ProviderEndpoint Endpoint, IReadOnlyList<ProviderEndpoint> Endpoints, AttemptPlan Plan, PromptCount Count, IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    public bool Stream => Request.Stream;

    /// <summary>The same with its next attempt at this endpoint.</summary>
    public PreparedRun At(ProviderEndpoint endpoint) =>
        endpoint == Endpoint ? this : this with { Endpoint = endpoint, Plan = Plan with { Endpoint = endpoint.Name } };
}
