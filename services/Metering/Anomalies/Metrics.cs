using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Anomalies;

/// <summary>What is looked at, in which direction, and in what it is told.</summary>
internal static class Metrics
{
    public const int SharesOfOne = 10_000;

    /// <summary>Each metric with the directions that are worth a notice: nobody minds that less was spent.</summary>
    public static IReadOnlyList<(AnomalyMetric Metric, bool Above)> Watched { get; } =
    [
        (AnomalyMetric.Cost, true),
        (AnomalyMetric.Tokens, true),
        (AnomalyMetric.Requests, true),
        (AnomalyMetric.Requests, false),
        (AnomalyMetric.CostPerRequest, true),
        (AnomalyMetric.ErrorShare, true),
        (AnomalyMetric.CacheHitShare, false),
    ];

    public static bool IsShare(this AnomalyMetric metric) => metric is AnomalyMetric.ErrorShare or AnomalyMetric.CacheHitShare;

    /// <summary>The value is a part of requests, of which there must be some.</summary>
    public static bool HasWhole(this AnomalyMetric metric) => metric.IsShare() || metric == AnomalyMetric.CostPerRequest;

    /// <summary>An amount in the metric's unit.</summary>
    public static AnomalyAmount Amount(this AnomalyMetric metric, long amount, string currency) => metric switch
    {
        AnomalyMetric.Cost or AnomalyMetric.CostPerRequest => new() { Cost = new Money { Currency = currency, Nanos = amount } },
        AnomalyMetric.ErrorShare or AnomalyMetric.CacheHitShare => new() { BasisPoints = (int)amount },
        _ => new() { Count = amount },
    };

    /// <summary>A contributor's amount: of the part, not of the share.</summary>
    public static AnomalyAmount Part(this AnomalyMetric metric, long amount, string currency) =>
        metric.IsShare() ? new() { Count = amount } : metric.Amount(amount, currency);
}
