using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Prices;

namespace Tollgate.ProviderSim.Ledger;

/// <summary>
/// The provider's books. A caller of <see cref="ProgressAsync"/> or <see cref="EndAsync"/> awaits the disk and only then sends
/// what was recorded, so that at any crash at least what was delivered is on the bill.
/// </summary>
internal sealed class CallLedger : IDisposable
{
    public const string FileName = "ledger.log";

    // Held, not written: the ledger itself stays readable while it is in use, yet a second simulator cannot open it.
    private const string ClaimName = "ledger.lock";

    private readonly object gate = new();
    private readonly ArrayBufferWriter<byte> scratch = new(1024);
    private readonly Utf8JsonWriter json;
    private readonly GroupCommitLog log;
    private readonly FileStream claim;
    private readonly PriceList prices;
    private readonly TimeProvider time;

    public CallLedger(IOptions<SimulatorOptions> options, PriceList prices, TimeProvider time, ILogger<CallLedger> logger)
    {
        this.prices = prices;
        this.time = time;
        json = new Utf8JsonWriter(scratch);

        var folder = Directory.CreateDirectory(Path.GetFullPath(options.Value.DataFolder)).FullName;
        claim = new FileStream(Path.Combine(folder, ClaimName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1);
        var file = new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1);
        var dropped = LedgerReader.Replay(file, Book);
        log = new GroupCommitLog(file);
        LedgerLog.Opened(logger, Book.LastId, dropped);

        var interrupted = CloseInterrupted();
        if (interrupted > 0)
            LedgerLog.ClosedInterrupted(logger, interrupted);
    }

    public CallBook Book { get; } = new();

    /// <summary>Disk syncs since the start.</summary>
    public long Syncs => log.Syncs;

    /// <summary>Accepts a call. The record is on its way to the disk, ahead of any later record of the same call.</summary>
    public CallEntry Open(CallStart start)
    {
        lock (gate)
        {
            var entry = new CallEntry(Book.LastId + 1, start);
            Book.Add(entry);
            _ = Append(new LedgerRecord { Kind = RecordKind.Open, Id = entry.Id, Start = start });
            return entry;
        }
    }

    /// <summary>Completes when it is on disk that the call has generated this much.</summary>
    public Task ProgressAsync(CallEntry entry, int generated, int reasoned)
    {
        entry.Generated = generated;
        entry.Reasoned = reasoned;
        lock (gate)
            return Append(new LedgerRecord { Kind = RecordKind.Progress, Id = entry.Id, Generated = generated, Reasoned = reasoned });
    }

    /// <summary>Completes when the end of the call, with its price, is on disk.</summary>
    public async Task<CallEnd> EndAsync(CallEntry entry, CallState state, TokenUsage usage, int status, string? reason)
    {
        var end = new CallEnd(state, usage, prices.CostNanos(entry.Start.Model, usage), time.GetUtcNow(), status, reason);
        Task written;
        lock (gate)
            written = Append(new LedgerRecord { Kind = RecordKind.End, Id = entry.Id, End = end });
        await written;
        entry.End = end;
        return end;
    }

    public void Dispose()
    {
        log.Dispose();
        json.Dispose();
        claim.Dispose();
    }

    private Task Append(LedgerRecord record)
    {
        scratch.ResetWrittenCount();
        json.Reset();
        JsonSerializer.Serialize(json, record, LedgerJson.Default.LedgerRecord);
        return log.Append(scratch.WrittenSpan);
    }

    private int CloseInterrupted()
    {
        var open = Book.All().Where(entry => entry.State == CallState.Open).ToList();
        var writes = open.Select(entry => EndAsync(entry, CallState.Interrupted, entry.UsageSoFar, 0, "restart")).ToArray();
        Task.WaitAll(writes);
        return open.Count;
    }
}
