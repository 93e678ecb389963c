namespace Tollgate.Metering.Budgets;

/// <summary>How many burst credits a budget has at most, and how they come back.</summary>
/// <param name="Capacity">Credits at most; 0 for a budget without them.</param>
/// <param name="Refill">Credits that come back each interval.</param>
/// <param name="Interval">How often.</param>
internal readonly record struct BurstRule(long Capacity, long Refill, TimeSpan Interval)
{
    public static readonly BurstRule None;
}
