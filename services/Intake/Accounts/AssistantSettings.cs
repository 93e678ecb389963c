namespace Tollgate.Intake.Accounts;

/// <summary>A product feature as the request path needs it.</summary>
internal sealed record AssistantSettings : IVersioned
{
    public required string TenantId { get; init; }

    public required string AssistantId { get; init; }

    public required string SystemPrompt { get; init; }

    public required string KnowledgeBase { get; init; }

    public required int KnowledgeTokenBudget { get; init; }

    public required string Model { get; init; }

    public required string Policy { get; init; }

    public required int MaxTokens { get; init; }

    public required double? Temperature { get; init; }

    public required bool RequireKnowledge { get; init; }

    public long Version { get; init; }
}
