using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;
using Tollgate.Intake.Completions;

namespace Tollgate.Intake.Tests;

/// <summary>Accepted requests for unit tests, resolved by the real rules.</summary>
internal static class Accepting
{
    public static AcceptedRequest Accept(
        CompleteRequest request, AssistantSettings? assistant = null, string tenantId = "acme", int retentionDays = 1, TimeProvider? clock = null)
    {
        var tenant = new TenantSettings(tenantId, "", "", "Etc/UTC", retentionDays, DateTimeOffset.UnixEpoch, 1);
        var caller = new Caller { TenantId = tenantId, AssistantId = assistant?.AssistantId ?? "" };
        return new RequestAcceptance(null!, null!, Options.Create(new CompletionOptions()), null!, clock ?? TimeProvider.System)
            .Resolve(request, caller, tenant, assistant, "");
    }

    public static AssistantSettings Assistant(
        string systemPrompt = "Be brief.", string knowledgeBase = "", double? temperature = null, string model = "", int maxTokens = 0, long version = 1) => new()
    {
        TenantId = "acme",
        AssistantId = "claims",
        SystemPrompt = systemPrompt,
        KnowledgeBase = knowledgeBase,
        KnowledgeTokenBudget = 0,
        Model = model,
        Policy = "",
        MaxTokens = maxTokens,
        Temperature = temperature,
        RequireKnowledge = false,
        Version = version,
    };
}
