using Tollgate.Metering.Ledger;

namespace Tollgate.Metering.Usage;

/// <summary>Input and output tokens of an entry or a rollup, as a sum for SQL. Calls of tools are counted beside tokens, not among them.</summary>
internal static class TokenSum
{
    public static string Sql { get; } = string.Join(" + ", UsageAmounts.Columns.TakeWhile(column => column != "tool"));
}
