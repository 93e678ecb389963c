namespace Tollgate.Billing.ServiceLevels;

/// <summary>
/// Times are counted in steps, rounded up: of ten milliseconds up to a minute, of a second above. So an hour has a bounded number of counts,
/// and a promise that lies on a step is judged exactly; within a step, in the customer's favour.
/// </summary>
internal static class LatencySteps
{
    private const int Fine = 10;
    private const int FineUpTo = 60_000;
    private const int Coarse = 1_000;

    /// <summary>Longer than anything that can be promised.</summary>
    public const int Longest = 601_000;

    /// <summary>The step of a time, in milliseconds. Clocks of two machines may make it negative: then it is no time.</summary>
    public static int Of(TimeSpan time)
    {
        var milliseconds = Math.Clamp((long)Math.Ceiling(time.TotalMilliseconds), 0, Longest);
        var size = milliseconds <= FineUpTo ? Fine : Coarse;
        return (int)((milliseconds + size - 1) / size * size);
    }
}
