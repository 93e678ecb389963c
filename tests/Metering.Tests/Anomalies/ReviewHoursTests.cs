using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Anomalies;

namespace Tollgate.Metering.Tests.Anomalies;

public sealed class ReviewHoursTests
{
    private const long Dollar = 1_000_000_000;
    private static readonly DateTimeOffset Start = new(2026, 9, 7, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Odd = Start.AddDays(30);

    private readonly Dictionary<DateTimeOffset, HourFacts> hours = Enumerable.Range(0, 40 * 24)
        .ToDictionary(hour => Start.AddHours(hour), _ => new HourFacts(10 * Dollar, 0, 0, 0, 0, 0));

    [Fact]
    public void Hours_within_the_quiet_period_are_one_anomaly_and_later_ones_another()
    {
        foreach (var hour in (int[])[0, 1, 7, 20])
            Spend(Odd.AddHours(hour), 90);

        var found = Review([], Odd, 48);

        Assert.Equal([[0, 1, 7], [20]], found.Select(anomaly => anomaly.Hours.Keys.Select(hour => (int)(hour - Odd).TotalHours)));
        Assert.All(found, anomaly => Assert.True(anomaly.IsNew));
    }

    [Fact]
    public void Whatever_is_looked_at_again_the_anomaly_is_the_same()
    {
        Spend(Odd, 90);
        var first = Assert.Single(Review([], Odd, 1));

        var again = Assert.Single(Review([Stored(first)], Odd.AddHours(-10), 20));
        var apart = Assert.Single(Review([], Odd.AddHours(-10), 20));

        Assert.Equal((first.Id, false), (again.Id, again.IsChanged));
        Assert.Equal(first.Id, apart.Id);
    }

    [Fact]
    public void A_later_hour_joins_and_changes_it_without_making_it_new()
    {
        Spend(Odd, 90);
        var first = Assert.Single(Review([], Odd, 1));
        Spend(Odd.AddHours(3), 80);

        var joined = Assert.Single(Review([Stored(first)], Odd, 4));

        Assert.Equal((first.Id, false, true, 2), (joined.Id, joined.IsNew, joined.IsChanged, joined.Hours.Count));
    }

    [Fact]
    public void A_correction_changes_what_was_seen_and_one_that_makes_it_ordinary_leaves_no_hours()
    {
        Spend(Odd, 90);
        var first = Assert.Single(Review([], Odd, 1));

        Spend(Odd, 70);
        var smaller = Assert.Single(Review([Stored(first)], Odd.AddDays(3), 1));
        Spend(Odd, 11);
        var ordinary = Assert.Single(Review([Stored(smaller)], Odd.AddDays(3), 1));
        Spend(Odd, 90);
        var back = Assert.Single(Review([Stored(ordinary)], Odd, 1));

        Assert.Equal((true, 70 * Dollar), (smaller.IsChanged, smaller.Hours[Odd].Observed));
        Assert.Equal((true, 0), (ordinary.IsChanged, ordinary.Hours.Count));
        Assert.Equal((first.Id, false, 1), (back.Id, back.IsNew, back.Hours.Count));
    }

    private static AnomalyState Stored(AnomalyState anomaly)
    {
        var stored = new AnomalyState(anomaly.Id, anomaly.Metric, anomaly.Above, isNew: false);
        foreach (var (hour, verdict) in anomaly.Hours)
            stored.Add(hour, verdict);
        return stored;
    }

    private void Spend(DateTimeOffset hour, long dollars) => hours[hour] = hours[hour] with { CostNanos = dollars * Dollar };

    private List<AnomalyState> Review(List<AnomalyState> known, DateTimeOffset from, int count)
    {
        var options = new AnomalyOptions();
        var review = new ReviewHours("acme", new JudgeHour(hours, Start, options, Dollar), options.QuietPeriod);
        review.Review(known, [.. Enumerable.Range(0, count).Select(hour => from.AddHours(hour))]);
        Assert.All(known, anomaly => Assert.Equal((AnomalyMetric.Cost, true), (anomaly.Metric, anomaly.Above)));
        return known;
    }
}
