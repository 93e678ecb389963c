using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tollgate.Intake;

/// <summary>What Intake measures. Instruments are named once, here.</summary>
internal sealed class IntakeMetrics : IDisposable
{
    public const string Name = "Tollgate.Intake";

    private readonly Meter meter;
    private readonly Counter<long> requests;
    private readonly Histogram<double> duration;
    private readonly Counter<long> cache;
    private readonly Counter<long> knowledgeUnavailable;
    private readonly Counter<long> replays;

    public IntakeMetrics(IMeterFactory factory)
    {
        meter = factory.Create(Name);
        requests = meter.CreateCounter<long>("tollgate.intake.requests", "{request}", "Requests that ended, by outcome and reason.");
        duration = meter.CreateHistogram<double>("tollgate.intake.request.duration", "s", "Time from acceptance to the end of the answer.");
        cache = meter.CreateCounter<long>("tollgate.intake.cache", "{request}", "Look-ups in the answer cache, by result.");
        knowledgeUnavailable = meter.CreateCounter<long>("tollgate.intake.knowledge.unavailable", "{request}", "Searches that Retrieval did not answer.");
        replays = meter.CreateCounter<long>("tollgate.intake.replays", "{request}", "Requests answered again under their idempotency key.");
    }

    public void Ended(string outcome, string reason, TimeSpan took)
    {
        var tags = new TagList { { "outcome", outcome }, { "error.type", reason } };
        requests.Add(1, tags);
        duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
    }

    public void Cache(string result) => cache.Add(1, new KeyValuePair<string, object?>("result", result));

    public void KnowledgeUnavailable() => knowledgeUnavailable.Add(1);

    public void Replayed() => replays.Add(1);

    public void Dispose() => meter.Dispose();
}
