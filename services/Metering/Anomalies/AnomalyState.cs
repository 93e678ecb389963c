using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Anomalies;

/// <summary>An anomaly while its tenant is looked at: the hours it has, and whether that changed.</summary>
internal sealed class AnomalyState(Guid id, AnomalyMetric metric, bool above, bool isNew)
{
    private readonly SortedDictionary<DateTimeOffset, Verdict> hours = [];

    public Guid Id => id;

    public AnomalyMetric Metric => metric;

    /// <summary>More than expected, not less.</summary>
    public bool Above => above;

    /// <summary>Nobody was told of it yet.</summary>
    public bool IsNew { get; } = isNew;

    public bool IsChanged { get; private set; } = isNew;

    public IReadOnlyDictionary<DateTimeOffset, Verdict> Hours => hours;

    /// <summary>An hour as it was stored.</summary>
    public void Add(DateTimeOffset hour, Verdict verdict) => hours.Add(hour, verdict);

    /// <summary>An hour as it is seen now; null when it is ordinary.</summary>
    public void Set(DateTimeOffset hour, Verdict? verdict)
    {
        if (verdict is null)
        {
            IsChanged |= hours.Remove(hour);
        }
        else if (!hours.TryGetValue(hour, out var known) || !known.Says(verdict))
        {
            hours[hour] = verdict;
            IsChanged = true;
        }
    }

    /// <summary>How far an hour is from its nearest one.</summary>
    public TimeSpan Distance(DateTimeOffset hour) => hours.Count == 0 ? TimeSpan.MaxValue : hours.Keys.Min(known => (known - hour).Duration());
}
