namespace Tollgate.Metering.Feed;

/// <summary>Tells everybody in this process who waits at the end of the feed that it has grown. Missing it costs a poll interval.</summary>
internal sealed class FeedSignal
{
    private TaskCompletionSource next = New();

    public void Raise() => Interlocked.Exchange(ref next, New()).SetResult();

    /// <summary>Waits for the next time, or as long as a poll takes.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        Task.WhenAny(Volatile.Read(ref next).Task, Task.Delay(atMost, cancellationToken));

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
