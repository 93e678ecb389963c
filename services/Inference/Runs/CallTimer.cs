using Tollgate.Inference.Attempts;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Runs;

/// <summary>Cancels a provider call when the caller goes, the attempt's deadline passes, or nothing has come for too long; knows which it was.</summary>
internal sealed class CallTimer : IDisposable
{
    private readonly CancellationTokenSource deadline;
    private readonly CancellationTokenSource stall;
    private readonly CancellationTokenSource any;
    private readonly CancellationToken caller;
    private readonly TimeSpan stallsAfter;

    public CallTimer(OpenedAttempt attempt, TimeSpan? stallsAfter, TimeProvider clock, CancellationToken caller)
    {
        this.caller = caller;
        // An answer that comes in one piece is silent for as long as it takes.
        this.stallsAfter = stallsAfter ?? Timeout.InfiniteTimeSpan;
        deadline = new CancellationTokenSource(attempt.Left, clock);
        stall = new CancellationTokenSource(this.stallsAfter, clock);
        any = CancellationTokenSource.CreateLinkedTokenSource(caller, deadline.Token, stall.Token);
    }

    public CancellationToken Token => any.Token;

    /// <summary>Something came.</summary>
    public void Progress() => stall.CancelAfter(stallsAfter);

    /// <summary>Why the call was cancelled; null when the caller went away.</summary>
    public ProviderException? Why() => caller.IsCancellationRequested
        ? null
        : deadline.IsCancellationRequested
            ? new ProviderException(ProviderFailure.DeadlinePassed, "The provider did not answer before the deadline.")
            : new ProviderException(ProviderFailure.Stalled, "The provider has stalled.");

    public void Dispose()
    {
        any.Dispose();
        stall.Dispose();
        deadline.Dispose();
    }
}
