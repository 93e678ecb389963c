using Npgsql;

namespace Tollgate.Billing.Persistence;

/// <summary>Rows as one array for each column, for <c>unnest</c>: one statement and one round trip for a whole batch.</summary>
internal static class ArrayParameters
{
    public static void Add<TRow, TColumn>(this NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, TColumn> column) =>
        command.Parameters.Add(Column(rows, column));

    public static void Add<TRow, TColumn>(this NpgsqlBatchCommand command, IReadOnlyList<TRow> rows, Func<TRow, TColumn> column) =>
        command.Parameters.Add(Column(rows, column));

    private static NpgsqlParameter<TColumn[]> Column<TRow, TColumn>(IReadOnlyList<TRow> rows, Func<TRow, TColumn> column)
    {
        var values = new TColumn[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = column(rows[i]);
        return new NpgsqlParameter<TColumn[]> { TypedValue = values };
    }
}
