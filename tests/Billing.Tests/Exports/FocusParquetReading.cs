using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Tollgate.Billing.Tests.Exports;

/// <summary>Reads an exported file back as the text that the CSV has for the same values.</summary>
internal static class FocusParquetReading
{
    public static async Task<(string[] Header, List<string?[]> Rows)> ReadAsync(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        await using var reader = await ParquetReader.CreateAsync(file);
        var fields = reader.Schema.DataFields;
        var rows = new List<string?[]>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var columns = new List<string?[]>();
            foreach (var field in fields)
                columns.Add(await ColumnAsync(group, field));
            for (var row = 0; row < (int)group.RowCount; row++)
                rows.Add([.. columns.Select(column => column[row])]);
        }

        return ([.. fields.Select(field => field.Name)], rows);
    }

    private static async Task<string?[]> ColumnAsync(ParquetRowGroupReader group, DataField field)
    {
        var count = (int)group.RowCount;
        switch (field)
        {
            case DecimalDataField { IsNullable: true }:
                var maybe = new decimal?[count];
                await group.ReadAsync<decimal>(field, maybe.AsMemory());
                return [.. maybe.Select(value => value is null ? null : Text(value.Value))];
            case DecimalDataField:
                var amounts = new decimal[count];
                await group.ReadAsync<decimal>(field, amounts.AsMemory());
                return [.. amounts.Select(Text)];
            case DateTimeDataField:
                var times = new DateTime[count];
                await group.ReadAsync<DateTime>(field, times.AsMemory());
                return [.. times.Select(time => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))];
            default:
                var texts = new string?[count];
                await group.ReadAsync(field, texts.AsMemory());
                return texts;
        }
    }

    private static string Text(decimal amount) => amount.ToString("0.############################", CultureInfo.InvariantCulture);
}
