using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Anomalies;

/// <summary>
/// Compares an hour with the same hour of the week and its neighbours in the weeks before; while there are few weeks, with the same hour of the
/// days before. By their median, and by the wider of the median and the mean absolute deviation from it: the one is not moved by a few odd hours,
/// the other knows that traffic which is mostly silent comes in bursts.
/// </summary>
internal sealed class JudgeHour(IReadOnlyDictionary<DateTimeOffset, HourFacts> hours, DateTimeOffset since, AnomalyOptions options, long minCostNanos)
{
    private const int HoursOfWeek = 168;
    private const int FewestOfWeek = 9;
    private const int FewestOfDay = 9;
    private const int Days = 14;

    // What makes each of them the standard deviation where hours are distributed normally.
    private const double OfMedian = 1.4826;
    private const double OfMean = 1.2533;

    // Hours that are all alike still differ by chance: a tenth is never out of the ordinary by much.
    private const double LeastSpread = 0.1;

    /// <summary>Null when the hour is ordinary, or there is too little to compare it with.</summary>
    public Verdict? Judge(AnomalyMetric metric, bool above, DateTimeOffset hour)
    {
        var facts = hours.GetValueOrDefault(hour);
        if (ValueOf(metric, facts) is not { } observed)
            return null;
        var compared = Compared(metric, hour);
        if (compared.Count == 0)
            return null;

        double[] values = [.. compared.Select(time => ValueOf(metric, hours.GetValueOrDefault(time))!.Value).Order()];
        var expected = Median(values);
        double[] distances = [.. values.Select(value => Math.Abs(value - expected)).Order()];
        var spread = Math.Max(Math.Max(OfMedian * Median(distances), OfMean * distances.Average()), Floor(metric, expected, facts));
        var reach = spread * options.Threshold;
        var beyond = above ? observed - expected : expected - observed;
        if (beyond <= reach || !IsWorthTelling(metric, beyond, expected))
            return null;
        return new Verdict(
            Round(metric, observed), Round(metric, expected), Round(metric, Math.Max(0, expected - reach)), Round(metric, expected + reach),
            (int)Math.Min(int.MaxValue, beyond / spread * 100), compared);
    }

    private static double Median(double[] ordered) => (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;

    private static long Round(AnomalyMetric metric, double value) => (long)Math.Round(metric.IsShare() ? value * Metrics.SharesOfOne : value);

    private double? ValueOf(AnomalyMetric metric, HourFacts facts)
    {
        var (part, whole) = facts.Of(metric);
        return metric.HasWhole() && whole < options.MinRequests ? null : (double)part / whole;
    }

    private List<DateTimeOffset> Compared(AnomalyMetric metric, DateTimeOffset hour)
    {
        var ofWeek = Around(Enumerable.Range(1, options.Weeks).Select(week => hour.AddHours(-week * HoursOfWeek)));
        if (ofWeek.Count >= FewestOfWeek)
            return ofWeek;
        var ofDay = Around(Enumerable.Range(1, Days).Select(day => hour.AddDays(-day)));
        return ofDay.Count >= FewestOfDay ? ofDay : [];

        List<DateTimeOffset> Around(IEnumerable<DateTimeOffset> centres) =>
        [
            .. centres.SelectMany(centre => new[] { centre.AddHours(-1), centre, centre.AddHours(1) })
                .Where(time => time >= since && ValueOf(metric, hours.GetValueOrDefault(time)) is not null)
                .Order(),
        ];
    }

    // Requests that come one by one differ by the root of their number, and so does a share of them.
    private double Floor(AnomalyMetric metric, double expected, HourFacts facts)
    {
        if (!metric.IsShare())
            return Math.Max(LeastSpread * expected, metric == AnomalyMetric.Requests ? Math.Sqrt(Math.Max(expected, 1)) : 1);
        var whole = (double)facts.Of(metric).Whole;
        var share = Math.Clamp(expected, 1 / whole, 1 - (1 / whole));
        return Math.Sqrt(share * (1 - share) / whole);
    }

    private bool IsWorthTelling(AnomalyMetric metric, double beyond, double expected) => metric switch
    {
        AnomalyMetric.ErrorShare or AnomalyMetric.CacheHitShare => beyond >= options.MinShareChange,
        AnomalyMetric.Cost => beyond >= minCostNanos && beyond >= expected * options.MinChange,
        AnomalyMetric.Tokens => beyond >= options.MinTokens && beyond >= expected * options.MinChange,
        AnomalyMetric.Requests => beyond >= options.MinRequests && beyond >= expected * options.MinChange,
        _ => beyond >= expected * options.MinChange,
    };
}
