using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Tollgate.ProviderSim.Ledger;

/// <summary>
/// Rebuilds the books from the file. A line torn by a crash can only be the last thing in it: it is cut off. A damaged line with
/// whole lines after it is no crash, and the simulator refuses to start rather than forget a call.
/// </summary>
internal static class LedgerReader
{
    private const int BufferSize = 1 << 20;

    /// <summary>Reads the file into the book, leaves it positioned to append, and says how many bytes were cut off.</summary>
    public static long Replay(FileStream file, CallBook book)
    {
        var reader = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        long good = 0;
        var torn = false;
        while (true)
        {
            var result = reader.ReadAsync().AsTask().GetAwaiter().GetResult();
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } feed)
            {
                var line = buffer.Slice(0, feed);
                if (!TryApply(line, book))
                    torn = true;
                else if (torn)
                    throw new InvalidDataException($"The ledger is damaged before byte {good + line.Length}.");
                else
                    good += line.Length + 1;
                buffer = buffer.Slice(buffer.GetPosition(1, feed));
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                break;
        }
        reader.Complete();

        var dropped = file.Length - good;
        file.SetLength(good);
        file.Position = good;
        return dropped;
    }

    private static bool TryApply(ReadOnlySequence<byte> sequence, CallBook book)
    {
        var line = sequence.IsSingleSegment ? sequence.FirstSpan : sequence.ToArray();
        if (!LedgerLine.TryRead(line, out var payload))
            return false;

        Apply(JsonSerializer.Deserialize(payload, LedgerJson.Default.LedgerRecord)!, book);
        return true;
    }

    private static void Apply(LedgerRecord record, CallBook book)
    {
        if (record is { Kind: RecordKind.Open, Start: { } start })
        {
            book.Add(new CallEntry(record.Id, start));
            return;
        }

        var entry = book.Find(record.Id) ?? throw new InvalidDataException($"The ledger speaks of call {record.Id} before accepting it.");
        if (record is { Kind: RecordKind.End, End: { } end })
            entry.End ??= end;
        else
            (entry.Generated, entry.Reasoned) = (record.Generated ?? 0, record.Reasoned ?? 0);
    }
}
