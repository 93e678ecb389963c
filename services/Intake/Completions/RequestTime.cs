namespace Tollgate.Intake.Completions;

/// <summary>How long a request may go on: until its caller leaves, its deadline passes or our own patience ends.</summary>
internal sealed class RequestTime : IDisposable
{
    private readonly CancellationToken caller;
    private readonly CancellationTokenSource timeout;
    private readonly CancellationTokenSource either;

    public RequestTime(AcceptedCall accepted, DateTime? deadline, CompletionOptions options, TimeProvider clock, CancellationToken caller)
    {
        this.caller = caller;
        timeout = new CancellationTokenSource(options.Timeout, clock);
        either = CancellationTokenSource.CreateLinkedTokenSource(caller, timeout.Token);
        var latest = (accepted.AcceptTime + options.Timeout).UtcDateTime;
        Bounds = new CallBounds(deadline is { } stated && stated < latest ? stated : latest, either.Token);
    }

    public CallBounds Bounds { get; }

    /// <summary>It took too long, for somebody who is still waiting.</summary>
    public bool IsOver => timeout.IsCancellationRequested && !caller.IsCancellationRequested;

    public void Dispose()
    {
        either.Dispose();
        timeout.Dispose();
    }
}
