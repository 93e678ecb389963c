using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Budgets;
using Tollgate.Intake.Cache;
using Tollgate.Intake.Entitlements;
using Tollgate.Intake.Knowledge;
using Tollgate.Intake.Prompting;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Completions;

/// <summary>Gets an answer: from the cache, from an equal request under way, or by asking.</summary>
internal sealed class AnswerRun(
    CachePolicy policy, AnswerCache cache, Flights flights, IndexVersions versions, KnowledgeSearch knowledge, RoutingRunner routing,
    ReceiptBuilder receipts, BudgetGate budgets, UserRequests users, IntakeMetrics metrics)
{
    public async Task<CompleteResponse> AnswerAsync(
        AcceptedRequest accepted, Operation operation, RunProgress progress, CallBounds bounds, IAnswerSink? sink)
    {
        budgets.RequireOpen(accepted.Caller);
        await users.RequireRoomAsync(accepted.Caller, bounds.Cancellation);
        if (!policy.Applies(accepted))
        {
            metrics.Cache(CacheState.Bypass);
            return (await AskAsync(accepted, operation, progress, bounds, sink, CacheState.Bypass)).Answer;
        }

        var key = CacheKey.Of(accepted, versions.Current(accepted.Caller.TenantId, accepted.KnowledgeBase));
        if (cache.Find(key) is { } known)
            return await GiveAgainAsync(known, operation, bounds, sink);

        var flight = flights.Join(key, out var leads);
        if (!leads && await flight.WaitAsync(bounds.Cancellation) is { } shared)
            return await GiveAgainAsync(shared, operation, bounds, sink);

        metrics.Cache(CacheState.Miss);
        CompleteResponse? keep = null;
        try
        {
            var (answer, found) = await AskAsync(accepted, operation, progress, bounds, sink, CacheState.Miss);
            if (CachePolicy.MayKeep(answer, found))
            {
                keep = answer;
                // Under the index that was searched: when that was not the newest any more, nobody will find it.
                cache.Store(CacheKey.Of(accepted, found.IndexVersion), answer);
            }

            return answer;
        }
        finally
        {
            if (leads)
                flight.Land(keep);
        }
    }

    private async Task<(CompleteResponse Answer, FoundKnowledge Knowledge)> AskAsync(
        AcceptedRequest accepted, Operation operation, RunProgress progress, CallBounds bounds, IAnswerSink? sink, string cacheState)
    {
        budgets.RequireSpending(accepted.Caller);
        var found = await knowledge.FindAsync(accepted, operation.Id, bounds.Cancellation);
        var prompt = PromptAssembly.Assemble(accepted.Request, accepted.SystemPrompt, accepted.Temperature, found.Passages);
        var origins = PromptTokens.Count(prompt, accepted.AcceptTime);
        var traits = RoutingRunner.TraitsOf(prompt, origins, found.Passages.Count > 0);
        try
        {
            var delivery = sink is null ? null : new Delivery(sink, () => AnswerStart.Of(operation, progress, cacheState));
            await routing.RunAsync(accepted, operation, prompt, traits, progress, bounds, delivery);
        }
        catch (TollgateException) when (progress.IsStopped)
        {
            progress.StoppedReceipt = receipts.Stopped(accepted, operation, progress, found, origins, cacheState);
            throw;
        }

        return (receipts.Answered(accepted, operation, progress, found, origins, cacheState), found);
    }

    private async Task<CompleteResponse> GiveAgainAsync(CompleteResponse known, Operation operation, CallBounds bounds, IAnswerSink? sink)
    {
        metrics.Cache(CacheState.Hit);
        var answer = receipts.FromCache(known, operation);
        await Delivery.GiveAgainAsync(sink, answer, bounds.Cancellation);
        return answer;
    }
}
