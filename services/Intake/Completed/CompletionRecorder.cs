namespace Tollgate.Intake.Completed;

/// <summary>Records how a request ended.</summary>
internal sealed class CompletionRecorder(CompletionQueue queue, IntakeMetrics metrics, TimeProvider clock, ILogger<CompletionRecorder> logger)
{
    // Beyond this the caller gets its answer and the record follows when the database is back.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    /// <summary>Notes that a request begins. Its end must be recorded.</summary>
    public void Begin() => queue.Expect();

    /// <summary>
    /// Hands the end over to be committed. With an idempotency key it waits for the commit, because from then on the key answers the
    /// same; without one the caller does not wait.
    /// </summary>
    public async Task RecordAsync(EndedRequest ended)
    {
        metrics.Ended(ended.Event.Outcome, ended.Event.Reason, ended.Event.EndTime - ended.Event.AcceptTime);
        var item = await queue.AddAsync(ended);
        if (ended.Claim is null)
            return;
        try
        {
            await item.Committed.WaitAsync(MaxWait, clock);
        }
        catch (TimeoutException)
        {
            CompletedLog.Late(logger, ended.Event.OperationId);
        }
        catch (Exception error)
        {
            // The answer is worth more than its record: the writer has logged what happened, the caller gets what it paid for.
            CompletedLog.NotRecorded(logger, ended.Event.OperationId, error.GetType().Name);
        }
    }
}
