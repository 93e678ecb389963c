using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Parquet;
using Parquet.Schema;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;

namespace Tollgate.Metering.Tiers;

/// <summary>Entries of the ledger as Parquet, every column of them, so that a file can be read without us. Rows are gathered into groups.</summary>
internal static class UsageParquet
{
    private const int RowsInGroup = 50_000;

    private static readonly (string Name, Func<ArchivedEntry, string> Value)[] Texts =
    [
        ("attempt_id", row => row.Entry.AttemptId.ToString("D")),
        ("event_id", row => row.Entry.EventId.ToString("D")),
        ("operation_id", row => row.Entry.Identity.OperationId.ToString("D")),
        ("tenant_id", row => row.Entry.Identity.TenantId),
        ("assistant_id", row => row.Entry.Identity.AssistantId),
        ("user_id", row => row.Entry.Identity.UserId),
        ("api_key_id", row => row.Entry.Identity.ApiKeyId),
        ("environment", row => row.Entry.Identity.Environment),
        ("provider", row => row.Entry.Identity.Provider),
        ("model", row => row.Entry.Identity.Model),
        ("operation", row => row.Entry.Identity.Operation),
        ("currency", row => row.Entry.Currency),
        ("price_version", row => row.Entry.PriceVersion),
        ("period_keys", row => string.Join(',', row.PeriodKeys.Select(key => key.ToString(CultureInfo.InvariantCulture)))),
    ];

    // Times are in microseconds since 1970, as Postgres keeps them. No entry corrects revision 0.
    private static readonly (string Name, Func<ArchivedEntry, long> Value)[] Numbers =
    [
        ("revision", row => row.Entry.Revision),
        ("kind", row => (long)row.Entry.Kind),
        ("corrects", row => row.Entry.Corrects ?? 0),
        ("outcome", row => (long)row.Entry.Outcome),
        ("rank", row => (long)row.Entry.Rank),
        ("payer", row => (long)row.Entry.Identity.Payer),
        ("attempt_time_us", row => Micros(row.Entry.Identity.AttemptTime)),
        ("record_time_us", row => Micros(row.Entry.RecordTime)),
        .. UsageAmounts.Columns.Select((name, column) => (name, (Func<ArchivedEntry, long>)(row => row.Entry.Amounts[column]))),
    ];

    private static readonly ParquetSchema Schema = new(
        [.. Texts.Select(text => new DataField(text.Name, typeof(string), isNullable: false)), .. Numbers.Select(number => new DataField(number.Name, typeof(long), isNullable: false))]);

    private static readonly ParquetOptions Compressed = new() { CompressionMethod = CompressionMethod.Zstd };

    /// <summary>Writes rows as they come.</summary>
    public static async Task WriteAsync(IAsyncEnumerable<ArchivedEntry> rows, Stream output, CancellationToken cancellationToken)
    {
        await using var writer = await ParquetWriter.CreateAsync(Schema, output, Compressed, cancellationToken: cancellationToken);
        var group = new List<ArchivedEntry>();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            group.Add(row);
            if (group.Count == RowsInGroup)
                await WriteGroupAsync(writer, group, cancellationToken);
        }

        if (group.Count > 0)
            await WriteGroupAsync(writer, group, cancellationToken);
    }

    /// <summary>Adds everything that a row says.</summary>
    public static void AddTo(IncrementalHash hash, ArchivedEntry row)
    {
        foreach (var (_, value) in Texts)
            hash.AppendData(Encoding.UTF8.GetBytes(value(row) + '\0'));
        foreach (var (_, value) in Numbers)
            hash.AppendData(BitConverter.GetBytes(value(row)));
    }

    /// <summary>Reads the rows of a file in their order.</summary>
    public static async IAsyncEnumerable<ArchivedEntry> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = await ParquetReader.CreateAsync(input, leaveStreamOpen: true, cancellationToken: cancellationToken);
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var count = checked((int)group.RowCount);
            var texts = new Dictionary<string, string?[]>(StringComparer.Ordinal);
            var numbers = new Dictionary<string, long[]>(StringComparer.Ordinal);
            foreach (var field in reader.Schema.DataFields)
            {
                if (field.ClrType == typeof(long))
                    await group.ReadAsync<long>(field, (numbers[field.Name] = new long[count]).AsMemory(), cancellationToken: cancellationToken);
                else
                    await group.ReadAsync(field, (texts[field.Name] = new string?[count]).AsMemory(), cancellationToken: cancellationToken);
            }

            for (var row = 0; row < count; row++)
                yield return Row(texts, numbers, row);
        }
    }

    private static ArchivedEntry Row(Dictionary<string, string?[]> texts, Dictionary<string, long[]> numbers, int row)
    {
        string Text(string name) => texts[name][row]!;
        long Number(string name) => numbers[name][row];
        return new ArchivedEntry(
            new LedgerEntry
            {
                AttemptId = Guid.Parse(Text("attempt_id")),
                Revision = (int)Number("revision"),
                Kind = (UsageEntryKind)Number("kind"),
                Corrects = Number("corrects") is > 0 and var corrects ? (int)corrects : null,
                EventId = Guid.Parse(Text("event_id")),
                Identity = new AttemptIdentity(
                    Guid.Parse(Text("operation_id")), Text("tenant_id"), Text("assistant_id"), Text("user_id"), Text("api_key_id"), Text("environment"),
                    Text("provider"), Text("model"), Text("operation"), (Payer)Number("payer"), Time(Number("attempt_time_us"))),
                Outcome = (AttemptOutcome)Number("outcome"),
                Rank = (UsageRank)Number("rank"),
                Amounts = UsageAmounts.Of(column => Number(UsageAmounts.Columns[column])),
                Currency = Text("currency"),
                PriceVersion = Text("price_version"),
                RecordTime = Time(Number("record_time_us")),
            },
            [.. Text("period_keys").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(key => long.Parse(key, CultureInfo.InvariantCulture))]);
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, List<ArchivedEntry> rows, CancellationToken cancellationToken)
    {
        using var group = writer.CreateRowGroup();
        var fields = Schema.DataFields;
        for (var i = 0; i < Texts.Length; i++)
            await group.WriteAsync(fields[i], rows.ConvertAll(row => Texts[i].Value(row)));
        for (var i = 0; i < Numbers.Length; i++)
        {
            await group.WriteAsync<long>(
                fields[Texts.Length + i], rows.ConvertAll(row => Numbers[i].Value(row)).ToArray().AsMemory(), cancellationToken: cancellationToken);
        }

        group.CompleteValidate();
        rows.Clear();
    }

    private static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset Time(long micros) => new(DateTime.UnixEpoch.Ticks + (micros * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
