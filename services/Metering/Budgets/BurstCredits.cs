namespace Tollgate.Metering.Budgets;

/// <summary>The burst credits of a budget while its row is locked: an allowance above the limit that refills, whatever the period.</summary>
internal sealed class BurstCredits(BurstRule rule, long level, DateTimeOffset refilledAt)
{
    public long Level { get; private set; } = level;

    /// <summary>The last refill that <see cref="Level"/> counts.</summary>
    public DateTimeOffset RefilledAt { get; private set; } = refilledAt;

    /// <summary>Drawn or given back under this lock.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Adds the refills that have come due. They come in whole intervals, so it does not matter how often one looks.</summary>
    public void RefillUntil(DateTimeOffset now)
    {
        if (rule.Interval <= TimeSpan.Zero || now < RefilledAt)
            return;
        var times = (now - RefilledAt).Ticks / rule.Interval.Ticks;
        Level = (long)Int128.Min(rule.Capacity, Level + ((Int128)times * rule.Refill));
        RefilledAt = RefilledAt.AddTicks(times * rule.Interval.Ticks);
    }

    public void Draw(long amount)
    {
        Level = checked(Level - amount);
        IsChanged = true;
    }

    public void Return(long amount)
    {
        Level = (long)Int128.Min(rule.Capacity, (Int128)Level + amount);
        IsChanged = true;
    }
}
