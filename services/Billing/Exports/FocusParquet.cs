using Parquet;
using Parquet.Schema;

namespace Tollgate.Billing.Exports;

/// <summary>The data set as Parquet: text as UTF-8, exact decimals, times in UTC. Rows are gathered into groups, so a file may be larger than memory.</summary>
internal static class FocusParquet
{
    private const int RowsInGroup = 50_000;
    private const int Precision = 38;

    // A plan's price has six decimals for a million tokens: twelve. A multiple of a price always fits.
    private const int Scale = 18;

    public static async Task WriteAsync(IAsyncEnumerable<FocusRow> rows, Stream output, CancellationToken cancellationToken)
    {
        var schema = new ParquetSchema(FocusColumn.All.Select(FieldOf));
        await using var writer = await ParquetWriter.CreateAsync(schema, output, cancellationToken: cancellationToken);
        var group = new List<FocusRow>();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            group.Add(row);
            if (group.Count == RowsInGroup)
                await WriteGroupAsync(writer, schema, group, cancellationToken);
        }

        // A file without rows has one empty group: readers know its columns.
        await WriteGroupAsync(writer, schema, group, cancellationToken);
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, ParquetSchema schema, List<FocusRow> rows, CancellationToken cancellationToken)
    {
        using var group = writer.CreateRowGroup();
        foreach (var (column, field) in FocusColumn.All.Zip(schema.DataFields))
            await WriteColumnAsync(group, field, column, rows, cancellationToken);
        group.CompleteValidate();
        rows.Clear();
    }

    private static Task WriteColumnAsync(
        ParquetRowGroupWriter group, DataField field, FocusColumn column, List<FocusRow> rows, CancellationToken cancellationToken) => column switch
        {
            FocusColumn.Text text => group.WriteAsync(field, rows.ConvertAll(row => text.Value(row))),
            FocusColumn.Amount { Nullable: true } amount => group.WriteAsync<decimal>(
                field, rows.ConvertAll(row => amount.Value(row)).ToArray().AsMemory(), cancellationToken: cancellationToken),
            FocusColumn.Amount amount => group.WriteAsync<decimal>(
                field, rows.ConvertAll(row => amount.Value(row)!.Value).ToArray().AsMemory(), cancellationToken: cancellationToken),
            FocusColumn.Time time => group.WriteAsync<DateTime>(
                field, rows.ConvertAll(row => time.Value(row)).ToArray().AsMemory(), cancellationToken: cancellationToken),
            _ => throw new InvalidOperationException($"No Parquet for {column.GetType()}."),
        };

    private static DataField FieldOf(FocusColumn column) => column switch
    {
        FocusColumn.Text => new DataField(column.Name, typeof(string), isNullable: column.Nullable),
        FocusColumn.Amount => new DecimalDataField(column.Name, Precision, Scale, isNullable: column.Nullable),
        FocusColumn.Time => new DateTimeDataField(
            column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: false),
        _ => throw new InvalidOperationException($"No Parquet for {column.GetType()}."),
    };
}
