using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;
using Tollgate.Intake.Embeddings;
using Tollgate.Intake.Entitlements;
using Tollgate.Intake.Keys;
using Tollgate.Intake.Prompting;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Completions;

/// <summary>Decides whether a request is taken on, and as what.</summary>
internal sealed class RequestAcceptance(
    AccountsCache accounts, EntitlementsCache entitlements, IOptions<CompletionOptions> options, IOptions<EntitlementsOptions> entitled, TimeProvider clock)
{
    /// <param name="key">Who asks.</param>
    /// <param name="request">What is asked; null when the caller sent nothing.</param>
    /// <param name="fieldPrefix">What stands before the request's fields in error messages.</param>
    /// <param name="cancellationToken">Ends the wait for an account that is not in memory yet.</param>
    public async ValueTask<AcceptedRequest> AcceptAsync(
        ApiKeyIdentity key, CompleteRequest? request, string fieldPrefix, CancellationToken cancellationToken)
    {
        RequestValidator.Validate(request, fieldPrefix);
        var (tenant, assistant, caller) = await IdentifyAsync(key, request!.Assistant, request.User, cancellationToken);
        var accepted = Resolve(request, caller, tenant, assistant, fieldPrefix);
        EntitlementRules.Require(entitlements.Find(key.TenantId), accepted, entitled.Value);
        return accepted;
    }

    /// <inheritdoc cref="AcceptAsync(ApiKeyIdentity, CompleteRequest, string, CancellationToken)"/>
    public async ValueTask<AcceptedCall> AcceptAsync(ApiKeyIdentity key, EmbedRequest request, CancellationToken cancellationToken)
    {
        EmbedRules.Check(request);
        var (tenant, _, caller) = await IdentifyAsync(key, request.Assistant, request.User, cancellationToken);
        EntitlementRules.RequireActive(entitlements.Find(key.TenantId));
        return new AcceptedCall { Caller = caller, Tenant = tenant, AcceptTime = clock.GetUtcNow() };
    }

    private async ValueTask<(TenantSettings Tenant, AssistantSettings? Assistant, Caller Caller)> IdentifyAsync(
        ApiKeyIdentity key, string assistantId, string user, CancellationToken cancellationToken)
    {
        var tenant = await accounts.FindTenantAsync(key.TenantId, cancellationToken)
            ?? throw new InvalidOperationException($"Key {key.ApiKeyId} belongs to an unknown tenant.");
        var assistant = await FindAssistantAsync(key, assistantId, cancellationToken);
        var caller = new Caller
        {
            TenantId = key.TenantId,
            AssistantId = assistant?.AssistantId ?? "",
            UserId = user,
            ApiKeyId = key.ApiKeyId,
            Environment = key.Environment,
            UserLimit = entitlements.Find(key.TenantId)?.LimitOf(user),
        };
        return (tenant, assistant, caller);
    }

    internal AcceptedRequest Resolve(
        CompleteRequest request, Caller caller, TenantSettings tenant, AssistantSettings? assistant, string fieldPrefix) => new()
    {
        Request = request,
        Caller = caller,
        Tenant = tenant,
        Assistant = assistant,
        SystemPrompt = assistant is null ? "" : PromptTemplate.Expand(assistant.SystemPrompt, request.Variables, fieldPrefix),
        Model = request.Model is not ("" or "auto") ? request.Model : assistant?.Model is { Length: > 0 } preferred ? preferred : "auto",
        MaxTokens = request.HasMaxTokens ? request.MaxTokens : FirstPositive(assistant?.MaxTokens, options.Value.MaxTokens),
        Temperature = request.HasTemperature ? request.Temperature : assistant?.Temperature,
        KnowledgeBase = KnowledgeBaseOf(request.Knowledge, assistant),
        KnowledgeTokenBudget = request.Knowledge is { TokenBudget: > 0 } own
            ? own.TokenBudget
            : FirstPositive(assistant?.KnowledgeTokenBudget, options.Value.KnowledgeTokenBudget),
        AcceptTime = clock.GetUtcNow(),
    };

    private async ValueTask<AssistantSettings?> FindAssistantAsync(ApiKeyIdentity key, string asked, CancellationToken cancellationToken)
    {
        if (key.AssistantId.Length > 0 && asked.Length > 0 && asked != key.AssistantId)
        {
            throw TollgateException.PermissionDenied(
                CompletionReasons.AssistantNotAllowed, $"This API key may only use the assistant '{key.AssistantId}'.");
        }

        var id = asked.Length > 0 ? asked : key.AssistantId;
        if (id.Length == 0)
            return null;
        return await accounts.FindAssistantAsync(key.TenantId, id, cancellationToken)
            ?? throw TollgateException.NotFound(Reasons.UnknownAssistant, $"There is no assistant '{id}'.");
    }

    private static string KnowledgeBaseOf(Contracts.Intake.V1.Knowledge? wish, AssistantSettings? assistant) =>
        wish is { Disabled: true } ? ""
        : wish is { KnowledgeBase.Length: > 0 } ? wish.KnowledgeBase
        : assistant?.KnowledgeBase ?? "";

    private static int FirstPositive(int? preferred, int fallback) => preferred is > 0 ? preferred.Value : fallback;
}
