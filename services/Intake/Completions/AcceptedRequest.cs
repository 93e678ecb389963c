using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;

namespace Tollgate.Intake.Completions;

/// <summary>A valid request with everything it left open filled in from the key, the tenant and the assistant.</summary>
internal sealed record AcceptedRequest : AcceptedCall
{
    public required CompleteRequest Request { get; init; }

    public required AssistantSettings? Assistant { get; init; }

    /// <summary>The assistant's prompt with its variables filled in; empty without an assistant.</summary>
    public required string SystemPrompt { get; init; }

    public required string Model { get; init; }

    public required int MaxTokens { get; init; }

    public required double? Temperature { get; init; }

    /// <summary>Knowledge base to search; empty: none.</summary>
    public required string KnowledgeBase { get; init; }

    public required int KnowledgeTokenBudget { get; init; }

    public string Policy => Assistant?.Policy ?? "";

    /// <summary>Without its knowledge it must not answer.</summary>
    public bool RequireKnowledge => Assistant?.RequireKnowledge ?? false;
}
