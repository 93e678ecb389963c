using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Prices;
using Tollgate.Inference.Providers;
using Tollgate.Tokens;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Reconciliation;

/// <summary>
/// Compares an endpoint's calls with its provider's report, minute by minute, from where that was left to an instant. Any number of replicas
/// may do it at once: what is found of a minute is written by one.
/// </summary>
internal sealed class ReconcileEndpoint(
    KnownCalls known, BucketStore store, SettleAttempt settle, CurrentPrices prices, ReconciliationMetrics metrics, IOptions<ReconciliationOptions> options,
    ILogger<ReconcileEndpoint> logger)
{
    private static readonly TimeSpan Span = TimeSpan.FromHours(1);

    /// <summary>What usage reports are kept apart by.</summary>
    public static IReadOnlyList<string> Operations { get; } = ["chat", "embeddings"];

    /// <summary>Reconciles up to an instant, as far as the calls before it have ended.</summary>
    public async Task HandleAsync(ProviderEndpoint endpoint, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (var operation in Operations)
        {
            var to = await EndAsync(endpoint.Name, operation, until, cancellationToken);
            var from = await store.DoneUntilAsync(endpoint.Name, operation, cancellationToken) ?? Minute.Of(until - options.Value.Lookback);
            for (; from < to; from += Span)
                await ReconcileAsync(endpoint, operation, from, from + Span < to ? from + Span : to, cancellationToken);
        }
    }

    // A call without an end may still be settled at anything: its minute is left for later.
    private async Task<DateTimeOffset> EndAsync(string endpoint, string operation, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var end = Minute.Of(until);
        return await known.FirstOpenAsync(endpoint, operation, cancellationToken) is { } open && Minute.Of(open - options.Value.ClockSkew) is var first && first < end
            ? first
            : end;
    }

    private async Task ReconcileAsync(
        ProviderEndpoint endpoint, string operation, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        // One minute more is looked at, to tell where calls around the last turn belong.
        var calls = await known.ReadAsync(endpoint.Name, operation, from, to.AddMinutes(1), options.Value.ClockSkew, cancellationToken);
        var report = await endpoint.UsageReport!.ReadAsync(operation, from, to.AddMinutes(1), OrganizationReport.ByMinute, cancellationToken);
        var minutes = Enumerable.Range(0, (int)(to - from).TotalMinutes).Select(minute => from.AddMinutes(minute)).ToArray();

        // Snapshots and aliases are the model they are priced as.
        var ours = calls.ToLookup(call => Canonical(call.Intent.Provider, call.Intent.Model));
        var provider = calls.Count > 0 ? calls[0].Intent.Provider : endpoint.Name;
        var theirs = report.ToLookup(usage => Canonical(ProviderOf(usage.Model, calls, provider), usage.Model));
        foreach (var model in ours.Select(group => group.Key).Union(theirs.Select(group => group.Key)).Order(StringComparer.Ordinal))
        {
            var reported = theirs[model].GroupBy(usage => usage.Minute).ToDictionary(
                group => group.Key,
                group => new ReportedUsage(
                    group.Key, model, group.Sum(usage => usage.Calls), group.Aggregate(default(ReportedTokens), (sum, usage) => sum + usage.Tokens)));
            foreach (var bucket in UsageBucket.Fill(model, minutes, reported, [.. ours[model]]))
                await CarryOutAsync(endpoint.Name, operation, ProviderOf(model, calls, provider), bucket, cancellationToken);
        }

        await store.AdvanceAsync(endpoint.Name, operation, to, cancellationToken);
    }

    private async Task CarryOutAsync(string endpoint, string operation, string provider, UsageBucket bucket, CancellationToken cancellationToken)
    {
        var found = Reconcile.Decide(bucket);
        var corrections = found.Corrections.Select(correction => settle.Price(correction.Call.Intent, correction.Call.Result with
        {
            Usage = ToUsage(correction.Tokens),
            Rank = UsageRank.Reconciled,
            Unconfirmed = false,
        })).ToArray();
        var unattributed = found.Unattributed.IsZero ? null : Unattributed(endpoint, operation, provider, bucket, found.Unattributed);
        if (!await store.WriteAsync(endpoint, operation, bucket, found, corrections, unattributed, cancellationToken))
            return;

        metrics.Reconciled(endpoint, bucket, found);
        if (found.UnattributedCalls > 0 || !found.Unattributed.IsZero)
        {
            ReconciliationLog.Unattributed(
                logger, found.UnattributedCalls, found.Unattributed.Magnitude, endpoint, bucket.Model, bucket.Minute, unattributed?.Intent.AttemptId);
        }

        if (!found.Disagreement.IsZero)
            ReconciliationLog.Disagrees(logger, endpoint, bucket.Model, bucket.Minute, found.Disagreement.Magnitude);
        if (corrections.Length > 0)
            ReconciliationLog.Corrected(logger, corrections.Length, endpoint, bucket.Model, bucket.Minute);
    }

    private Settlement Unattributed(string endpoint, string operation, string provider, UsageBucket bucket, ReportedTokens tokens)
    {
        var usage = ToUsage(tokens);
        var price = prices.Book.Find(provider, bucket.Model, bucket.Minute);
        var cost = 0L;
        if (price is not null && Cost.TryOf(usage, price, out var priced) is PricingError.None)
            cost = priced.Nanos;
        else
            ReconciliationLog.NotPriced(logger, provider, bucket.Model);
        var id = UnattributedIds.Of(endpoint, operation, bucket.Model, bucket.Minute);
        var intent = new AttemptIntent
        {
            AttemptId = id,
            OperationId = id,
            Caller = new Caller { TenantId = options.Value.UnattributedTenant },
            Operation = operation,
            Provider = provider,
            Model = bucket.Model,
            Endpoint = endpoint,
            Payer = Payer.Platform,
            Origins = new OriginCounts(),
            WorstCase = new WorstCase(usage.InputTotal, usage.OutputTotal, cost, price?.Currency ?? "USD", price?.Version ?? ""),
            Owner = new OwnerEpoch("reconciliation", 0),
            StartTime = bucket.Minute,
            StartWithin = TimeSpan.Zero,
            EndWithin = TimeSpan.FromMinutes(1),
        };
        var result = new AttemptResult
        {
            Outcome = AttemptOutcome.Unattributed,
            FailureReason = "UNATTRIBUTED",
            Usage = usage,
            Rank = UsageRank.Reconciled,
            EndTime = bucket.Minute.AddMinutes(1),
        };
        return new Settlement(intent, result, cost, price?.Version ?? "");
    }

    private static TokenUsage ToUsage(ReportedTokens tokens) => new() { Input = tokens.Input, CachedInput = tokens.Cached, Output = tokens.Output };

    private string Canonical(string provider, string model) =>
        prices.Book.Entries.FirstOrDefault(entry => entry.Provider == provider && (entry.Model == model || entry.Aliases.Contains(model)))?.Model ?? model;

    /// <summary>Who serves a model at this endpoint: as our own calls say, else as its name is priced, else who serves the others.</summary>
    private string ProviderOf(string model, IReadOnlyList<KnownCall> calls, string fallback) =>
        calls.FirstOrDefault(call => call.Intent.Model == model || Canonical(call.Intent.Provider, model) == Canonical(call.Intent.Provider, call.Intent.Model))?.Intent.Provider
        ?? (prices.Book.Entries.Any(entry => entry.Provider == fallback && (entry.Model == model || entry.Aliases.Contains(model)))
            ? fallback
            : prices.Book.Entries.FirstOrDefault(entry => entry.Model == model || entry.Aliases.Contains(model))?.Provider ?? fallback);
}
