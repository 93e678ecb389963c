using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using NodaTime;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Tests.Budgets;

public sealed class PeriodWindowTests
{
    [Property(MaxTest = 3000)]
    public Property Periods_tile_time_and_begin_at_the_start_of_a_local_day() =>
        Prop.ForAll(Zones().ToArbitrary(), Instants().ToArbitrary(), Periods().ToArbitrary(), (zone, now, period) =>
        {
            var window = PeriodWindow.At(period, zone, now);
            var next = PeriodWindow.At(period, zone, window.End);
            var before = PeriodWindow.At(period, zone, window.Start.AddTicks(-1));

            Assert.True(window.Contains(now), $"{zone} {now:O} {window}");
            Assert.Equal(window.End, next.Start);
            Assert.Equal(window.Start, before.End);
            Assert.Equal(window, PeriodWindow.At(period, zone, window.Start));
            Assert.Equal(window, PeriodWindow.At(period, zone, window.End.AddTicks(-1)));
            var first = Instant.FromDateTimeOffset(window.Start).InZone(DateTimeZoneProviders.Tzdb[zone]);
            Assert.Equal(first.Zone.AtStartOfDay(first.Date).ToInstant(), first.ToInstant());
            if (period == BudgetPeriod.Month)
                Assert.Equal(1, first.Day);
        });

    [Fact]
    public void Around_every_change_of_every_zones_clocks_a_moment_is_in_one_period()
    {
        var (from, to) = (Instant.FromUtc(2008, 1, 1, 0, 0), Instant.FromUtc(2032, 1, 1, 0, 0));
        var offsets = new HashSet<double>();
        foreach (var id in DateTimeZoneProviders.Tzdb.Ids)
        {
            foreach (var interval in DateTimeZoneProviders.Tzdb[id].GetZoneIntervals(from, to))
            {
                offsets.Add(interval.WallOffset.Seconds / 3600.0);
                if (!interval.HasStart || interval.Start < from)
                    continue;
                foreach (var period in new[] { BudgetPeriod.Day, BudgetPeriod.Week, BudgetPeriod.Month })
                    AssertTiled(id, period, interval.Start.ToDateTimeOffset());
            }
        }

        Assert.True(offsets.Min() <= -11 && offsets.Max() >= 14);
    }

    [Theory]
    [InlineData("Pacific/Pago_Pago", "2026-11-24T10:59:59Z", "2026-11-23T11:00:00Z", 24)]
    [InlineData("Pacific/Kiritimati", "2026-11-24T10:00:00Z", "2026-11-24T10:00:00Z", 24)]
    [InlineData("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", 23)]
    [InlineData("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", 25)]
    [InlineData("America/New_York", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", 25)]
    [InlineData("Australia/Lord_Howe", "2026-10-04T12:00:00Z", "2026-10-03T13:30:00Z", 23.5)]
    // Clocks skip midnight: the day begins at one.
    [InlineData("America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z", 23)]
    // Clocks go back from one past midnight: midnight comes twice, the day begins with the first.
    [InlineData("America/St_Johns", "2010-11-07T03:00:00Z", "2010-11-07T02:30:00Z", 25)]
    // The island jumped over the date line: the 30th never was.
    [InlineData("Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-29T10:00:00Z", 24)]
    public void A_day_is_as_long_as_the_zones_clocks_make_it(string zone, string now, string start, double hours)
    {
        var window = PeriodWindow.At(BudgetPeriod.Day, zone, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture), window.Start);
        Assert.Equal(hours, (window.End - window.Start).TotalHours);
    }

    [Fact]
    public void Weeks_begin_on_monday()
    {
        var window = PeriodWindow.At(BudgetPeriod.Week, "Etc/UTC", new DateTimeOffset(2026, 11, 29, 23, 59, 59, TimeSpan.Zero));

        Assert.Equal(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero), window.Start);
        Assert.Equal(DayOfWeek.Monday, window.Start.DayOfWeek);
    }

    [Fact]
    public void A_total_budget_has_one_period_for_ever() =>
        Assert.True(PeriodWindow.At(BudgetPeriod.Total, "Etc/UTC", DateTimeOffset.UnixEpoch).IsForever);

    // The period of the change, and those on both sides of it.
    private static void AssertTiled(string zone, BudgetPeriod period, DateTimeOffset change)
    {
        var window = PeriodWindow.At(period, zone, change);
        Assert.True(window.Contains(change), $"{zone} {period} {change:O} {window}");
        Assert.True(window.Start < window.End, $"{zone} {period} {change:O} {window}");
        Assert.Equal(window.Start, PeriodWindow.At(period, zone, window.Start.AddTicks(-1)).End);
        Assert.Equal(window.End, PeriodWindow.At(period, zone, window.End).Start);
        Assert.Equal(window, PeriodWindow.At(period, zone, window.End.AddTicks(-1)));
        var before = PeriodWindow.At(period, zone, change.AddTicks(-1));
        Assert.True(before == window || before.End == window.Start, $"{zone} {period} {change:O} {before} {window}");
    }

    private static Gen<string> Zones() => Gen.Elements(DateTimeZoneProviders.Tzdb.Ids.ToArray());

    // Seconds over 80 years, often right at a change of some clock.
    private static Gen<DateTimeOffset> Instants() =>
        from second in Gen.Choose(0, int.MaxValue)
        from minutes in Gen.Choose(0, 1)
        select DateTimeOffset.FromUnixTimeSeconds(minutes == 0 ? second : second / 3600 * 3600L);

    private static Gen<BudgetPeriod> Periods() => Gen.Elements(BudgetPeriod.Day, BudgetPeriod.Week, BudgetPeriod.Month);
}
