using System.Globalization;
using System.Text;

namespace Tollgate.Billing.Exports;

/// <summary>The data set as CSV. Numbers and times as FOCUS formats them; null is nothing at all, empty text is quoted, so the two stay apart.</summary>
internal static class FocusCsv
{
    public static async Task WriteAsync(IAsyncEnumerable<FocusRow> rows, Stream output, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync(string.Join(',', FocusColumn.All.Select(column => column.Name)).AsMemory(), cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
            await writer.WriteLineAsync(string.Join(',', FocusColumn.All.Select(column => Field(column, row))).AsMemory(), cancellationToken);
    }

    private static string Field(FocusColumn column, FocusRow row) => column switch
    {
        FocusColumn.Text text => Quote(text.Value(row)),
        // Whole digits, no exponent, no padding: what the number is, whatever scale it was computed in.
        FocusColumn.Amount amount => amount.Value(row)?.ToString("0.############################", CultureInfo.InvariantCulture) ?? "",
        FocusColumn.Time time => time.Value(row).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"No CSV for {column.GetType()}."),
    };

    private static string Quote(string? text) => text switch
    {
        null => "",
        "" => "\"\"",
        _ when text.AsSpan().IndexOfAny(",\"\r\n") >= 0 => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => text,
    };
}
