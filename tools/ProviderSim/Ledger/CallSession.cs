namespace Tollgate.ProviderSim.Ledger;

/// <summary>One call as its handler sees it: it counts what was generated and ends exactly once.</summary>
internal sealed class CallSession(CallLedger ledger, CallEntry entry)
{
    private bool ended;

    public CallEntry Entry => entry;

    /// <summary>Tokens generated so far, reasoning included.</summary>
    public int Generated { get; private set; }

    public int Reasoned { get; private set; }

    /// <summary>Generation went on in memory; nothing of it may be sent yet.</summary>
    public void Advance(int generated, int reasoned) => (Generated, Reasoned) = (generated, reasoned);

    public Task ProgressAsync(int generated, int reasoned)
    {
        Advance(generated, reasoned);
        return ledger.ProgressAsync(entry, generated, reasoned);
    }

    public Task<CallEnd> FinishAsync(int generated, int reasoned, string? reason)
    {
        Advance(generated, reasoned);
        return EndAsync(CallState.Finished, 200, reason);
    }

    /// <summary>Ends a call that is still open as cut; harmless on one that has ended.</summary>
    public Task CutAsync(string reason) => ended ? Task.CompletedTask : EndAsync(CallState.Cut, 200, reason);

    /// <summary>Ends a call from which nothing was generated; it costs nothing.</summary>
    public Task FailAsync(int status, string reason)
    {
        ended = true;
        return ledger.EndAsync(entry, CallState.Failed, default, status, reason);
    }

    private Task<CallEnd> EndAsync(CallState state, int status, string? reason)
    {
        ended = true;
        var usage = entry.Start.Prompt with { Output = Generated, Reasoning = Reasoned };
        return ledger.EndAsync(entry, state, usage, status, reason);
    }
}
