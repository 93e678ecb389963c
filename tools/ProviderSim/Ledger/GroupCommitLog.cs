using System.Buffers;

namespace Tollgate.ProviderSim.Ledger;

/// <summary>
/// An append-only file of checksummed lines. Whatever is appended while the disk is busy goes down with the next write and one
/// sync; the task returned for a line completes when the line is safe. Lines reach the disk in the order they were appended.
/// </summary>
internal sealed class GroupCommitLog : IDisposable
{
    private readonly FileStream file;
    private readonly Thread writer;
    private readonly object gate = new();
    private Batch pending = new(), spare = new();
    private Exception? failure;
    private bool closing;

    public GroupCommitLog(FileStream file)
    {
        this.file = file;
        writer = new Thread(Run) { IsBackground = true, Name = "ledger" };
        writer.Start();
    }

    /// <summary>Syncs so far; fewer than lines, when callers share them.</summary>
    public long Syncs { get; private set; }

    public Task Append(ReadOnlySpan<byte> payload)
    {
        lock (gate)
        {
            if (failure is not null)
                return Task.FromException(new IOException("The ledger cannot be written.", failure));
            ObjectDisposedException.ThrowIf(closing, this);

            LedgerLine.Write(pending.Bytes, payload);
            if (pending.Count++ == 0)
                Monitor.Pulse(gate);
            return pending.Done.Task;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (closing)
                return;
            closing = true;
            Monitor.Pulse(gate);
        }
        writer.Join();
        file.Dispose();
    }

    private void Run()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                file.Write(batch.Bytes.WrittenSpan);
                file.Flush(flushToDisk: true);
                Syncs++;
                batch.Done.SetResult();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Fail(batch, exception);
            }
            batch.Reset();
        }
    }

    private Batch? TakeBatch()
    {
        lock (gate)
        {
            while (pending.Count == 0)
            {
                if (closing)
                    return null;
                Monitor.Wait(gate);
            }
            (pending, spare) = (spare, pending);
            return spare;
        }
    }

    // After a failed write the end of the file is unknown, so nothing more is appended: every call from here on is refused.
    private void Fail(Batch batch, Exception exception)
    {
        lock (gate)
            failure = exception;
        batch.Done.SetException(exception);
    }

    private sealed class Batch
    {
        private const int KeepCapacity = 1 << 20;

        public ArrayBufferWriter<byte> Bytes { get; private set; } = new(1 << 16);
        public TaskCompletionSource Done { get; private set; } = NewSource();
        public int Count { get; set; }

        public void Reset()
        {
            if (Bytes.Capacity > KeepCapacity)
                Bytes = new ArrayBufferWriter<byte>(1 << 16);
            else
                Bytes.ResetWrittenCount();
            Done = NewSource();
            Count = 0;
        }

        private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
