using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Ledger;

/// <summary>
/// Everything of an entry that adds up: tokens by kind and by origin, and cost. One list of columns for the ledger, the rollups and
/// the audit, so that they cannot disagree about what is summed.
/// </summary>
internal sealed class UsageAmounts
{
    private const int Kinds = 12;
    private const int Cost = 18;

    private readonly long[] values;

    private UsageAmounts(long[] values) => this.values = values;

    /// <summary>Column names in the order of the values.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "input", "cached_input", "cache_write_5m", "cache_write_1h", "output", "reasoning", "image_input", "image_output",
        "audio_input", "cached_audio_input", "audio_output", "tool",
        "origin_system", "origin_history", "origin_retrieved", "origin_user", "origin_tool_schema", "origin_tool_result",
        "cost_nanos",
    ];

    /// <summary>The columns as a list for SQL.</summary>
    public static string ColumnList { get; } = string.Join(", ", Columns);

    /// <summary>The columns summed, as a list for SQL.</summary>
    public static string SumList { get; } = string.Join(", ", Columns.Select(column => $"coalesce(sum({column}), 0)::bigint AS {column}"));

    public static UsageAmounts Zero => new(new long[Cost + 1]);

    /// <summary>The value of a column.</summary>
    public long this[int column] => values[column];

    public long CostNanos => values[Cost];

    /// <summary>Input and output tokens; tool calls are not tokens.</summary>
    public long Tokens => checked(values[..(Kinds - 1)].Sum());

    public Spend Spend => new(CostNanos, Tokens);

    public bool HasNegative => Array.Exists(values, long.IsNegative);

    /// <summary>The largest number of tokens of one kind or origin.</summary>
    public long LargestCount => values[..Cost].Max();

    public static UsageAmounts From(TokenCounts usage, OriginCounts origins, long costNanos) => new(
    [
        usage.Input, usage.CachedInput, usage.CacheWrite5m, usage.CacheWrite1h, usage.Output, usage.Reasoning, usage.ImageInput,
        usage.ImageOutput, usage.AudioInput, usage.CachedAudioInput, usage.AudioOutput, usage.Tool,
        origins.System, origins.History, origins.Retrieved, origins.User, origins.ToolSchema, origins.ToolResult,
        costNanos,
    ]);

    /// <summary>Values by column.</summary>
    public static UsageAmounts Of(Func<int, long> value) => new([.. Enumerable.Range(0, Cost + 1).Select(value)]);

    public static UsageAmounts Read(NpgsqlDataReader row, int offset)
    {
        var values = new long[Cost + 1];
        for (var i = 0; i < values.Length; i++)
            values[i] = row.GetInt64(offset + i);
        return new UsageAmounts(values);
    }

    public static UsageAmounts operator +(UsageAmounts left, UsageAmounts right) => Combine(left, right, 1);

    public static UsageAmounts operator -(UsageAmounts left, UsageAmounts right) => Combine(left, right, -1);

    /// <summary>Adds one array parameter per column.</summary>
    public static void AddColumns<TRow>(NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, UsageAmounts> amounts)
    {
        for (var i = 0; i <= Cost; i++)
        {
            var column = i;
            parameters.AddColumn(rows, row => amounts(row).values[column]);
        }
    }

    public TokenCounts ToCounts() => new()
    {
        Input = values[0],
        CachedInput = values[1],
        CacheWrite5m = values[2],
        CacheWrite1h = values[3],
        Output = values[4],
        Reasoning = values[5],
        ImageInput = values[6],
        ImageOutput = values[7],
        AudioInput = values[8],
        CachedAudioInput = values[9],
        AudioOutput = values[10],
        Tool = values[11],
    };

    public OriginCounts ToOrigins() => new()
    {
        System = values[12],
        History = values[13],
        Retrieved = values[14],
        User = values[15],
        ToolSchema = values[16],
        ToolResult = values[17],
    };

    private static UsageAmounts Combine(UsageAmounts left, UsageAmounts right, long sign)
    {
        var values = new long[Cost + 1];
        for (var i = 0; i < values.Length; i++)
            values[i] = checked(left.values[i] + (sign * right.values[i]));
        return new UsageAmounts(values);
    }
}
