using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Tollgate.Metering.Persistence;

/// <summary>Parameters that carry a column of many rows, for <c>unnest</c>.</summary>
internal static class Columns
{
    public static void AddColumn<TRow, TValue>(this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        parameters.AddValue(column);
    }

    public static void AddValue<TValue>(this NpgsqlParameterCollection parameters, TValue value) =>
        parameters.Add(new NpgsqlParameter<TValue> { TypedValue = value });

    /// <summary>Lists of different lengths do not fit an array of arrays: they travel as array literals and are cast.</summary>
    public static void AddLists<TRow, TItem>(this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, IEnumerable<TItem>> items) =>
        parameters.AddColumn(rows, row => $"{{{string.Join(',', items(row).Select(item => item is null ? "NULL" : Convert.ToString(item, CultureInfo.InvariantCulture)))}}}");

    public static void AddTimes<TRow>(this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, DateTimeOffset?> time)
    {
        var column = new DateTime?[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = time(rows[i])?.UtcDateTime;
        parameters.Add(new NpgsqlParameter { Value = column, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
    }

    public static void AddTime(this NpgsqlParameterCollection parameters, DateTimeOffset time) => parameters.AddValue(time.UtcDateTime);
}
