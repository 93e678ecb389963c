using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Ledger;

/// <summary>Reads entries from rows that were selected with the columns named here, table alias <c>e</c>.</summary>
internal static class LedgerRows
{
    private const int Amounts = 14;

    public static string Columns { get; } =
        "e.attempt_id, e.revision, e.event_id, e.operation_id, e.tenant_id, e.assistant_id, e.user_id, e.api_key_id, e.environment, " +
        "e.provider, e.model, e.operation, e.payer, e.attempt_time, " +
        string.Join(", ", UsageAmounts.Columns.Select(column => $"e.{column}")) +
        ", e.outcome, e.rank, e.currency, e.price_version, e.record_time, e.kind, e.corrects";

    /// <summary>How many columns <see cref="Columns"/> names.</summary>
    public static int ColumnCount => Amounts + UsageAmounts.Columns.Count + 7;

    public static LedgerEntry Read(NpgsqlDataReader row)
    {
        var rest = Amounts + UsageAmounts.Columns.Count;
        return new LedgerEntry
        {
            AttemptId = row.GetGuid(0),
            Revision = row.GetInt32(1),
            EventId = row.GetGuid(2),
            Identity = new AttemptIdentity(
                row.GetGuid(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), row.GetString(9),
                row.GetString(10), row.GetString(11), (Payer)row.GetInt16(12), BudgetRows.ReadTime(row, 13)),
            Amounts = UsageAmounts.Read(row, Amounts),
            Outcome = (AttemptOutcome)row.GetInt16(rest),
            Rank = (UsageRank)row.GetInt16(rest + 1),
            Currency = row.GetString(rest + 2),
            PriceVersion = row.GetString(rest + 3),
            RecordTime = BudgetRows.ReadTime(row, rest + 4),
            Kind = (UsageEntryKind)row.GetInt16(rest + 5),
            Corrects = row.GetFieldValue<int?>(rest + 6),
        };
    }
}
