using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using NodaTime;
using NodaTime.Text;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Tests.Subscriptions;

public class BillingPeriodTests
{
    [Theory]
    [InlineData("2026-01-15T10:30:00Z", "2026-01-15T10:30:00Z", "2026-01-15T10:30:00Z", "2026-02-15T10:30:00Z")]
    [InlineData("2026-01-15T10:30:00Z", "2026-02-15T10:29:59Z", "2026-01-15T10:30:00Z", "2026-02-15T10:30:00Z")]
    [InlineData("2026-01-15T10:30:00Z", "2026-02-15T10:30:00Z", "2026-02-15T10:30:00Z", "2026-03-15T10:30:00Z")]
    [InlineData("2026-01-31T00:00:00Z", "2026-02-27T23:59:59Z", "2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z")]
    [InlineData("2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z", "2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z")]
    [InlineData("2026-01-31T00:00:00Z", "2026-03-30T00:00:00Z", "2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z")]
    [InlineData("2028-01-30T12:00:00Z", "2028-02-29T12:00:00Z", "2028-02-29T12:00:00Z", "2028-03-30T12:00:00Z")]
    [InlineData("2026-01-15T10:30:00Z", "2025-12-31T00:00:00Z", "2026-01-15T10:30:00Z", "2026-02-15T10:30:00Z")]
    public void A_period_is_a_month_counted_from_the_anchor(string anchor, string at, string start, string end) =>
        Assert.Equal(new BillingPeriod(Parse(start), Parse(end)), BillingPeriod.At(Parse(anchor), Parse(at), DateTimeZone.Utc));

    [Property(MaxTest = 1000)]
    public Property Periods_follow_each_other_without_gap_or_overlap() => Prop.ForAll(
        Gen.Choose(0, 400 * 86_400).Two().ToArbitrary(),
        Gen.Elements("Etc/UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago").ToArbitrary(),
        (seconds, zoneId) =>
        {
            var zone = DateTimeZoneProviders.Tzdb[zoneId];
            var anchor = Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromSeconds(seconds.Item1);
            var at = anchor + Duration.FromSeconds(seconds.Item2);
            var period = BillingPeriod.At(anchor, at, zone);
            var next = BillingPeriod.At(anchor, period.End, zone);
            return period.Start <= at && at < period.End && next.Start == period.End
                && BillingPeriod.At(anchor, period.Start, zone) == period
                && BillingPeriod.At(anchor, period.End - Duration.FromTicks(1), zone) == period;
        });

    private static Instant Parse(string text) => InstantPattern.General.Parse(text).Value;
}
