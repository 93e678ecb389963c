using Npgsql;

namespace Tollgate.Inference.Persistence;

/// <summary>Rows as one array per column, for <c>unnest</c>: one statement and one round trip for a whole batch.</summary>
internal static class ArrayParameters
{
    public static void AddColumn<TRow, TValue>(this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = column });
    }

    public static void AddValue<T>(this NpgsqlParameterCollection parameters, T value) =>
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
