using Tollgate.Inference.Attempts;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Runs;

/// <summary>
/// Cancels a provider call when its attempt's deadline passes, nothing has come for too long, or the caller has gone and the drain is over;
/// knows which it was.
/// </summary>
internal sealed class CallTimer : IDisposable
{
    private readonly CancellationTokenSource deadline;
    private readonly CancellationTokenSource stall;
    private readonly CancellationTokenSource given = new();
    private readonly CancellationTokenSource drained;
    private readonly CancellationTokenSource any;
    private readonly CancellationTokenRegistration hangUp;
    private readonly CancellationToken caller;
    private readonly TimeSpan stallsAfter;

    /// <summary>Starts the clocks.</summary>
    /// <param name="attempt">Whose deadline counts.</param>
    /// <param name="stallsAfter">Silence that is too long; null for an answer that comes in one piece, which is silent for as long as it takes.</param>
    /// <param name="drainFor">How long the call goes on without its caller.</param>
    /// <param name="clock">Measures all of it.</param>
    /// <param name="caller">Cancelled when the caller goes away.</param>
    public CallTimer(OpenedAttempt attempt, TimeSpan? stallsAfter, TimeSpan drainFor, TimeProvider clock, CancellationToken caller)
    {
        this.caller = caller;
        this.stallsAfter = stallsAfter ?? Timeout.InfiniteTimeSpan;
        deadline = new CancellationTokenSource(attempt.Left, clock);
        stall = new CancellationTokenSource(this.stallsAfter, clock);
        drained = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        any = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stall.Token, drained.Token, given.Token);
        hangUp = caller.Register(() => drained.CancelAfter(drainFor));
    }

    public CancellationToken Token => any.Token;

    /// <summary>Nobody waits for the answer any more.</summary>
    public bool IsCallerGone => caller.IsCancellationRequested;

    /// <summary>Something came.</summary>
    public void Progress() => stall.CancelAfter(stallsAfter);

    /// <summary>Cancels the call: no more of it is wanted.</summary>
    public void GiveUp() => given.Cancel();

    /// <summary>How the call has failed that was cancelled; null when it was given up or its caller went away.</summary>
    public ProviderException? Why() => IsCallerGone || given.IsCancellationRequested
        ? null
        : deadline.IsCancellationRequested
            ? new ProviderException(ProviderFailure.DeadlinePassed, "The provider did not answer before the deadline.")
            : new ProviderException(ProviderFailure.Stalled, "The provider has stalled.");

    public void Dispose()
    {
        // Waits for a callback that is running, so that it never meets a source that is gone.
        hangUp.Dispose();
        any.Dispose();
        given.Dispose();
        drained.Dispose();
        stall.Dispose();
        deadline.Dispose();
    }
}
