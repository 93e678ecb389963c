using System.Diagnostics;
using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Metering.Ledger;

/// <summary>
/// Spans of a transaction that settles many attempts: one for the transaction, linked to every message it took, and one in the trace of
/// each sampled attempt, linked to the message that brought it. Billing continues the latter.
/// </summary>
internal sealed class SettleSpans : IDisposable
{
    private const string Settling = "settle usage";
    private const string AttemptTag = "tollgate.attempt.id";
    private static readonly ActivitySource Source = new("Tollgate.Metering.Ledger");

    private readonly List<Activity> spans = [];

    private SettleSpans(IReadOnlyList<TokensMetered> facts) => Facts = facts;

    /// <summary>The events, each with the trace context that what follows from it belongs to.</summary>
    public IReadOnlyList<TokensMetered> Facts { get; private set; }

    public static SettleSpans Start(IReadOnlyList<Delivery> deliveries)
    {
        var spans = new SettleSpans([.. deliveries.SelectMany(delivery => delivery.Facts)]);
        if (Source.HasListeners())
            spans.Begin(deliveries);
        return spans;
    }

    /// <summary>Says on each attempt's span what became of its event.</summary>
    public void Conclude(RecordedUsage recorded)
    {
        if (spans.Count == 0)
            return;
        var posted = recorded.Entries.Select(entry => entry.TraceParent).ToHashSet();
        var quarantined = recorded.Quarantined.Select(fact => fact.AttemptId).ToHashSet();
        foreach (var span in spans.Where(span => span.OperationName == Settling))
        {
            span.SetTag("tollgate.settle.result", posted.Contains(span.Id)
                ? "recorded"
                : quarantined.Contains((Guid)span.GetTagItem(AttemptTag)!) ? "quarantined" : "repeated");
        }
    }

    public void Dispose()
    {
        for (var i = spans.Count - 1; i >= 0; i--)
            spans[i].Dispose();
    }

    private void Begin(IReadOnlyList<Delivery> deliveries)
    {
        var consumed = deliveries.Select(delivery => delivery.Consumed).Where(context => context != default).ToArray();
        var all = Source.StartActivity(
            ActivityKind.Internal, consumed.FirstOrDefault(), [new("tollgate.batch.size", Facts.Count)],
            consumed.Skip(1).Select(context => new ActivityLink(context)), name: "record usage");
        if (all is not null)
            spans.Add(all);
        Facts = [.. deliveries.SelectMany(delivery => delivery.Facts.Select(fact => Settle(fact, delivery.Consumed)))];
        // What is written from here on belongs to the transaction, not to the last attempt.
        Activity.Current = all;
    }

    private TokensMetered Settle(TokensMetered fact, ActivityContext consumed)
    {
        if (!ActivityContext.TryParse(fact.TraceParent, null, isRemote: true, out var parent) || !parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
            return fact;
        var span = Source.StartActivity(
            ActivityKind.Consumer,
            parent,
            [
                new("tollgate.tenant.id", fact.TenantId),
                new(AttemptTag, fact.AttemptId),
                new("gen_ai.provider.name", fact.Provider),
                new("gen_ai.request.model", fact.Model),
                new("gen_ai.operation.name", fact.Operation),
            ],
            consumed == default ? null : [new ActivityLink(consumed)],
            name: Settling);
        if (span is null)
            return fact;
        spans.Add(span);
        return fact with { TraceParent = span.Id };
    }
}
