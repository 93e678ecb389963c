using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using WireNotice = Tollgate.Contracts.Metering.V1.Notice;

namespace Tollgate.Metering.Notices;

/// <summary>A crossing that somebody is told of, read with the columns named here.</summary>
internal static class NoticeRows
{
    public const string Columns =
        "n.notice_id, b.tenant_id, b.budget_id, b.scope, b.scope_id, n.percent, n.action, n.crossed_at, n.acknowledged_at, n.acknowledged_by";

    public const string Source = "notices n JOIN budget_periods p ON p.key = n.period_key JOIN budgets b ON b.key = p.budget_key";

    public static WireNotice Read(NpgsqlDataReader row) => new()
    {
        NoticeId = row.GetGuid(0).ToString(),
        TenantId = row.GetString(1),
        BudgetId = row.GetString(2),
        Scope = (BudgetScope)row.GetInt16(3),
        ScopeId = row.GetString(4),
        Percent = row.GetInt32(5),
        Action = (BudgetAction)row.GetInt32(6),
        CrossTime = Timestamp.FromDateTimeOffset(BudgetRows.ReadTime(row, 7)),
        AcknowledgeTime = row.IsDBNull(8) ? null : Timestamp.FromDateTimeOffset(BudgetRows.ReadTime(row, 8)),
        AcknowledgedBy = row.GetString(9),
    };
}
