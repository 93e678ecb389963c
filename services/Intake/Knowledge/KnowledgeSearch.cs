using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Intake.Completions;
using Tollgate.Intake.Prompting;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Knowledge;

/// <summary>Asks Retrieval for passages; goes without them when it is away and the assistant allows it.</summary>
internal sealed class KnowledgeSearch(
    RetrievalService.RetrievalServiceClient retrieval, KnowledgePause pause, IndexVersions versions, IOptions<KnowledgeOptions> options,
    TimeProvider clock, IntakeMetrics metrics, ILogger<KnowledgeSearch> logger)
{
    public const string KnowledgeUnavailable = "KNOWLEDGE_UNAVAILABLE";

    public async Task<FoundKnowledge> FindAsync(AcceptedRequest accepted, Guid operationId, CancellationToken cancellationToken)
    {
        if (accepted.KnowledgeBase.Length == 0)
            return FoundKnowledge.None;
        var query = QueryOf(accepted);
        if (string.IsNullOrWhiteSpace(query))
            return FoundKnowledge.None with { State = "empty" };
        if (pause.IsOn)
            return Degrade(accepted, null);

        try
        {
            var found = await SearchAsync(accepted, operationId, query, cancellationToken);
            pause.Succeeded();
            versions.Learn(accepted.Caller.TenantId, accepted.KnowledgeBase, found.IndexVersion);
            return new FoundKnowledge(found.Passages.Count > 0 ? "used" : "empty", found.Passages, found.Tokens, found.IndexVersion);
        }
        catch (RpcException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (RpcException error) when (IsAway(error.StatusCode))
        {
            pause.Failed();
            return Degrade(accepted, error);
        }
        catch (RpcException error)
        {
            throw DownstreamErrors.Translate(error);
        }
    }

    private async Task<SearchResponse> SearchAsync(
        AcceptedRequest accepted, Guid operationId, string query, CancellationToken cancellationToken) =>
        await retrieval.SearchAsync(
            new SearchRequest
            {
                Caller = accepted.Caller,
                KnowledgeBase = accepted.KnowledgeBase,
                Query = query,
                TokenBudget = accepted.KnowledgeTokenBudget,
                OperationId = operationId.ToString(),
            },
            deadline: (clock.GetUtcNow() + options.Value.Timeout).UtcDateTime,
            cancellationToken: cancellationToken);

    private FoundKnowledge Degrade(AcceptedRequest accepted, RpcException? error)
    {
        metrics.KnowledgeUnavailable();
        KnowledgeLog.Unavailable(logger, accepted.Caller.TenantId, accepted.KnowledgeBase, error?.StatusCode.ToString() ?? "paused");
        return accepted.RequireKnowledge
            ? throw TollgateException.Unavailable(KnowledgeUnavailable, "The knowledge this assistant must answer from is not available. Try again.", inner: error)
            : FoundKnowledge.Degraded;
    }

    // Retrieval uses at most this much; sending more would only cost time.
    private static string QueryOf(AcceptedRequest accepted)
    {
        const int maxLength = 8192;
        var messages = accepted.Request.Messages;
        var last = PromptAssembly.LastUserMessage(messages);
        var text = last < 0 ? "" : PromptAssembly.TextOf(messages[last]);
        if (text.Length <= maxLength)
            return text;
        return char.IsHighSurrogate(text[maxLength - 1]) ? text[..(maxLength - 1)] : text[..maxLength];
    }

    private static bool IsAway(StatusCode status) => status is
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled
        or StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.Unimplemented or StatusCode.Unauthenticated;
}
