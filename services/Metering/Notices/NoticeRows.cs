using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Anomalies;
using Tollgate.Metering.Budgets;
using WireNotice = Tollgate.Contracts.Metering.V1.Notice;

namespace Tollgate.Metering.Notices;

/// <summary>A crossing or an anomaly that somebody is told of, read with the columns named here.</summary>
internal static class NoticeRows
{
    /// <summary>Whose it is.</summary>
    public const string Tenant = "coalesce(b.tenant_id, a.tenant_id)";

    public const string Columns =
        $"n.notice_id, {Tenant}, b.budget_id, b.scope, b.scope_id, n.percent, n.action, n.crossed_at, n.acknowledged_at, n.acknowledged_by, " +
        $"{AnomalyRows.Columns}, w.hour, w.observed, w.expected, w.low, w.high, w.score, ARRAY[]::timestamptz[]";

    // Of an anomaly the hour that is furthest out stands for all.
    public const string Source =
        "notices n LEFT JOIN budget_periods p ON p.key = n.period_key LEFT JOIN budgets b ON b.key = p.budget_key " +
        "LEFT JOIN anomalies a ON a.anomaly_id = n.anomaly_id " +
        "LEFT JOIN LATERAL (SELECT * FROM anomaly_hours h WHERE h.anomaly_id = n.anomaly_id ORDER BY h.score DESC, h.hour LIMIT 1) w ON true";

    /// <summary>How many <see cref="Columns"/> there are.</summary>
    public const int Count = FirstOfHour + 7;

    private const int FirstOfAnomaly = 10;
    private const int FirstOfHour = 17;

    /// <param name="row">A row of <see cref="Columns"/> from <see cref="Source"/>.</param>
    /// <param name="currency">In which the books are kept.</param>
    public static WireNotice Read(NpgsqlDataReader row, string currency)
    {
        var notice = new WireNotice
        {
            NoticeId = row.GetGuid(0).ToString(),
            TenantId = row.GetString(1),
            CrossTime = Timestamp.FromDateTimeOffset(BudgetRows.ReadTime(row, 7)),
            AcknowledgeTime = row.IsDBNull(8) ? null : Timestamp.FromDateTimeOffset(BudgetRows.ReadTime(row, 8)),
            AcknowledgedBy = row.GetString(9),
        };
        if (!row.IsDBNull(FirstOfAnomaly))
        {
            notice.Anomaly = ReadAnomaly(row, currency);
            return notice;
        }

        notice.BudgetId = row.GetString(2);
        notice.Scope = (BudgetScope)row.GetInt16(3);
        notice.ScopeId = row.GetString(4);
        notice.Percent = row.GetInt32(5);
        notice.Action = (BudgetAction)row.GetInt32(6);
        return notice;
    }

    private static Anomaly ReadAnomaly(NpgsqlDataReader row, string currency)
    {
        var anomaly = AnomalyRows.Read(row, FirstOfAnomaly);
        if (!row.IsDBNull(FirstOfHour))
        {
            anomaly.Hours.Add(AnomalyRows.ToProto(
                anomaly.Metric, BudgetRows.ReadTime(row, FirstOfHour), AnomalyStore.ReadVerdict(row, FirstOfHour + 1), currency));
        }

        return anomaly;
    }
}
