namespace Tollgate.AppHost.Local;

/// <summary>How long to wait before a crashed process is started again: longer each time, until it has held out for a while.</summary>
internal sealed class RestartBackoff(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HeldOut = TimeSpan.FromSeconds(30);

    private long _started;
    private TimeSpan _next = Shortest;

    public void Started() => _started = time.GetTimestamp();

    public TimeSpan Next()
    {
        if (time.GetElapsedTime(_started) >= HeldOut)
            _next = Shortest;

        var delay = _next;
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
        return delay;
    }
}
