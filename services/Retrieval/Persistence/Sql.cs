using Npgsql;

namespace Tollgate.Retrieval.Persistence;

/// <summary>Typed parameters: one array per column, so that any number of rows is one statement.</summary>
internal static class Sql
{
    public static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    public static NpgsqlParameter Array<TSource, TColumn>(IReadOnlyCollection<TSource> rows, Func<TSource, TColumn> column) =>
        new NpgsqlParameter<TColumn[]> { TypedValue = [.. rows.Select(column)] };

    public static void AddAll(this NpgsqlParameterCollection parameters, params ReadOnlySpan<NpgsqlParameter> values)
    {
        foreach (var value in values)
            parameters.Add(value);
    }
}
