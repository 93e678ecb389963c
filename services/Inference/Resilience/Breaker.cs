namespace Tollgate.Inference.Resilience;

/// <summary>
/// Leaves a deployment alone after failures in a row, then lets one call try it: that one's success closes it, its failure leaves it alone
/// for twice as long. Not safe for concurrent use.
/// </summary>
internal sealed class Breaker(ResilienceOptions options, TimeProvider clock)
{
    private int failures;
    private TimeSpan openFor;
    private long openedAt;
    private bool isTrying;

    /// <summary>Time until it may be tried; null when it need not be left alone.</summary>
    public TimeSpan? Remaining => openFor == TimeSpan.Zero ? null
        : isTrying ? openFor
        : openFor - clock.GetElapsedTime(openedAt) is var left && left > TimeSpan.Zero ? left : null;

    public bool IsOpen => openFor > TimeSpan.Zero;

    /// <summary>A call begins. Where it is only tried, nobody else may begin until that call has ended.</summary>
    public void Begin() => isTrying = IsOpen;

    /// <summary>A call has ended well, or by the request's own fault: the deployment works.</summary>
    public void Succeed() => (failures, openFor, isTrying) = (0, TimeSpan.Zero, false);

    /// <summary>A call has ended without telling anything about the deployment.</summary>
    public void Abandon() => isTrying = false;

    /// <summary>A call has failed.</summary>
    public void Fail()
    {
        failures++;
        if (IsOpen ? !isTrying : failures < options.BreakAfter)
            return;
        openFor = IsOpen ? Shorter(openFor * 2, options.MaxOpenFor) : options.OpenFor;
        (openedAt, isTrying) = (clock.GetTimestamp(), false);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
