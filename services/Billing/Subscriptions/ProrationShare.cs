using NodaTime;
using Tollgate.Billing.Plans;

namespace Tollgate.Billing.Subscriptions;

/// <summary>
/// How much of a period has passed, in whole seconds or days. A fee for a stretch is the rounded fee up to its end less the rounded fee up
/// to its start: cut a period as you like, the parts add up to the fee.
/// </summary>
public static class ProrationShare
{
    /// <summary>The rounded part of a fee for a period that a stretch of it pays.</summary>
    public static decimal Of(decimal fee, Proration proration, BillingPeriod period, Instant from, Instant to) =>
        UpTo(fee, proration, period, to) - UpTo(fee, proration, period, from);

    /// <summary>What a plan grants for a period, for its rest from an instant on; whole, rounded down.</summary>
    public static long Remaining(long granted, Proration proration, BillingPeriod period, Instant from)
    {
        var (passed, all) = Passed(proration, period, from);
        return (long)((Int128)granted * (all - passed) / all);
    }

    /// <summary>Units that have passed at an instant, and those of the whole period.</summary>
    public static (long Passed, long All) Passed(Proration proration, BillingPeriod period, Instant at)
    {
        if (proration == Proration.None)
            return (at >= period.End ? 1 : 0, 1);

        var unit = proration == Proration.Day ? Duration.FromDays(1) : Duration.FromSeconds(1);
        var all = Math.Max(1, Units(period.End - period.Start, unit));
        return at >= period.End ? (all, all) : (Math.Clamp(Units(at - period.Start, unit), 0, all), all);
    }

    private static decimal UpTo(decimal fee, Proration proration, BillingPeriod period, Instant at)
    {
        var (passed, all) = Passed(proration, period, at);
        return BilledMoney.Round(fee * passed / all);
    }

    private static long Units(Duration length, Duration unit) => (long)Math.Floor((decimal)length.BclCompatibleTicks / unit.BclCompatibleTicks);
}
