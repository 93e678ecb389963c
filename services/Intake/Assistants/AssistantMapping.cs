using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;

namespace Tollgate.Intake.Assistants;

/// <summary>Assistants between the wire and the domain.</summary>
internal static class AssistantMapping
{
    public static AssistantSettings ToSettings(this PutAssistantRequest request)
    {
        var assistant = request.Assistant ?? new Assistant();
        return new AssistantSettings
        {
            TenantId = assistant.TenantId,
            AssistantId = assistant.AssistantId,
            SystemPrompt = assistant.SystemPrompt,
            KnowledgeBase = assistant.KnowledgeBase,
            KnowledgeTokenBudget = assistant.KnowledgeTokenBudget,
            Model = assistant.Model,
            Policy = assistant.Policy,
            MaxTokens = assistant.MaxTokens,
            Temperature = assistant.HasTemperature ? assistant.Temperature : null,
            RequireKnowledge = assistant.RequireKnowledge,
        };
    }

    public static Assistant ToProto(this AssistantSettings assistant)
    {
        var proto = new Assistant
        {
            TenantId = assistant.TenantId,
            AssistantId = assistant.AssistantId,
            SystemPrompt = assistant.SystemPrompt,
            KnowledgeBase = assistant.KnowledgeBase,
            KnowledgeTokenBudget = assistant.KnowledgeTokenBudget,
            Model = assistant.Model,
            Policy = assistant.Policy,
            MaxTokens = assistant.MaxTokens,
            RequireKnowledge = assistant.RequireKnowledge,
        };
        if (assistant.Temperature is { } temperature)
            proto.Temperature = temperature;
        return proto;
    }
}
