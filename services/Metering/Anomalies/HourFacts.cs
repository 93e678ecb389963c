using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Anomalies;

/// <summary>What the rollups say of a tenant's hour.</summary>
internal readonly record struct HourFacts(long CostNanos, long Tokens, long Answered, long Cached, long Refused, long Failed)
{
    public long Requests => Answered + Cached + Refused + Failed;

    public static HourFacts operator +(HourFacts left, HourFacts right) => new(
        checked(left.CostNanos + right.CostNanos), checked(left.Tokens + right.Tokens), left.Answered + right.Answered, left.Cached + right.Cached,
        left.Refused + right.Refused, left.Failed + right.Failed);

    /// <summary>A metric's value is part over whole; the whole of an amount is one.</summary>
    public (long Part, long Whole) Of(AnomalyMetric metric) => metric switch
    {
        AnomalyMetric.Cost => (CostNanos, 1),
        AnomalyMetric.Tokens => (Tokens, 1),
        AnomalyMetric.Requests => (Requests, 1),
        AnomalyMetric.CostPerRequest => (CostNanos, Requests),
        AnomalyMetric.ErrorShare => (Failed, Requests),
        AnomalyMetric.CacheHitShare => (Cached, Answered + Cached),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, null),
    };
}
