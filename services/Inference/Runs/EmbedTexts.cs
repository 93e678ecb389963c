using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Prices;
using Tollgate.Inference.Providers;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.Tokens;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Runs;

/// <summary>Embeds texts in one attempt, through the same path as every other provider call.</summary>
internal sealed class EmbedTexts(
    ProviderRegistry providers, EmbeddingProvider embeddings, OpenAttempt open, ConcludeCall conclude, SettleAttempt settle, CurrentPrices prices, TimeProvider clock)
{
    private const int LongestText = 8_192;

    public async Task<EmbedResponse> HandleAsync(EmbedRequest request, TimeSpan left, CancellationToken cancellationToken)
    {
        RunValidation.Check(request);
        var count = Count(request);
        var endpoint = providers.Resolve(request.Provider);
        var attempt = await open.HandleAsync(Plan(request, endpoint, count), left, cancellationToken);

        var (end, answer) = await CallAsync(request, endpoint, attempt, count.Likely, cancellationToken);
        var settlement = await settle.HandleAsync(attempt.Intent, await conclude.HandleAsync(attempt.Intent, endpoint, end));
        cancellationToken.ThrowIfCancellationRequested();
        if (end.Failure is { } failure)
            throw RunErrors.From(failure);

        var response = new EmbedResponse
        {
            Attempt = AttemptMapping.ToProto(settlement),
            BudgetLeft = AttemptMapping.ToBudgetLeft(attempt),
        };
        response.Embeddings.AddRange(answer!.Vectors.Select(vector => new Embedding { Values = { vector.ToArray() } }));
        return response;
    }

    private async Task<(CallEnd End, EmbeddingAnswer? Answer)> CallAsync(
        EmbedRequest request, ProviderEndpoint endpoint, OpenedAttempt attempt, long counted, CancellationToken caller)
    {
        using var timer = new CallTimer(attempt, stallsAfter: null, drainFor: TimeSpan.Zero, clock, caller);
        var context = new CallContext(attempt);
        EmbeddingAnswer? answer = null;
        ProviderException? failure = null;
        var outcome = AttemptOutcome.Succeeded;
        try
        {
            answer = await embeddings.CallAsync(endpoint, attempt, request.Texts, request.Dimensions, context, timer.Token);
        }
        catch (OperationCanceledException) when (timer.Token.IsCancellationRequested)
        {
            failure = timer.Why();
            outcome = failure is null ? AttemptOutcome.Cancelled : AttemptOutcome.TimedOut;
        }
        catch (Exception error)
        {
            failure = ProviderFailures.From(error, clock);
            outcome = AttemptOutcome.Failed;
        }

        var end = new CallEnd
        {
            Outcome = outcome,
            Failure = failure,
            StatedUsage = answer?.Usage,
            // An embedding uses its input and nothing else, so what was sent is known even when nothing came back.
            CountedUsage = new TokenUsage { Input = counted },
            Model = answer?.Model ?? "",
            Sent = context.Sent,
            EndTime = clock.GetUtcNow(),
        };
        return (end, answer);
    }

    private static TokenEstimate Count(EmbedRequest request)
    {
        var check = new Validation();
        var total = TokenEstimate.Exactly(0);
        for (var i = 0; i < request.Texts.Count; i++)
        {
            var count = TextTokens.Count(request.Model, request.Texts[i]);
            check.Require(count.Likely <= LongestText, $"texts[{i}]", $"longer than {LongestText} tokens");
            total += count;
        }

        check.ThrowIfInvalid();
        return total;
    }

    private AttemptPlan Plan(EmbedRequest request, ProviderEndpoint endpoint, TokenEstimate count)
    {
        var price = prices.Book.Find(request.Provider, request.Model, clock.GetUtcNow())
            ?? throw RunErrors.UnknownModel(request.Provider, request.Model);
        return new AttemptPlan
        {
            OperationId = Guid.Parse(request.OperationId),
            Caller = request.Caller,
            Operation = "embeddings",
            Provider = request.Provider,
            Model = request.Model,
            Endpoint = endpoint.Name,
            Payer = request.Payer,
            Origins = new OriginCounts { User = count.Likely },
            Estimate = new InputEstimate(count.Likely, "text"),
            WorstCase = WorstCase.Of(new WorstCaseUsage { InputTokens = count.WorstCase, MayWriteCache = false }, price),
        };
    }
}
