using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Anomalies;

/// <summary>Anomalies on the wire, read from rows that were selected with the columns named here.</summary>
internal static class AnomalyRows
{
    public const string Columns = "a.anomaly_id, a.tenant_id, a.metric, a.above, a.detected_at, a.updated_at, a.withdrawn_at";

    private const string Hours =
        """
        SELECT anomaly_id, hour, observed, expected, low, high, score, compared FROM anomaly_hours
        WHERE anomaly_id = ANY($1) ORDER BY anomaly_id, hour
        """;

    /// <summary>Reads an anomaly whose columns begin at <paramref name="offset"/>, without its hours.</summary>
    public static Anomaly Read(NpgsqlDataReader row, int offset = 0) => new()
    {
        AnomalyId = row.GetGuid(offset).ToString(),
        TenantId = row.GetString(offset + 1),
        Metric = (AnomalyMetric)row.GetInt16(offset + 2),
        Above = row.GetBoolean(offset + 3),
        DetectTime = Timestamp.FromDateTimeOffset(BudgetRows.ReadTime(row, offset + 4)),
        UpdateTime = Timestamp.FromDateTimeOffset(BudgetRows.ReadTime(row, offset + 5)),
        WithdrawTime = row.IsDBNull(offset + 6) ? null : Timestamp.FromDateTimeOffset(BudgetRows.ReadTime(row, offset + 6)),
    };

    /// <summary>Reads their hours into anomalies.</summary>
    public static async Task ReadHoursAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<Anomaly> anomalies, string currency, CancellationToken cancellationToken)
    {
        var byId = anomalies.ToDictionary(anomaly => Guid.Parse(anomaly.AnomalyId));
        await using var query = new NpgsqlCommand(Hours, transaction.Connection, transaction);
        query.Parameters.AddValue(byId.Keys.ToArray());
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var anomaly = byId[row.GetGuid(0)];
            anomaly.Hours.Add(ToProto(anomaly.Metric, BudgetRows.ReadTime(row, 1), AnomalyStore.ReadVerdict(row, 2), currency));
        }
    }

    public static AnomalyHour ToProto(AnomalyMetric metric, DateTimeOffset hour, Verdict verdict, string currency) => new()
    {
        Hour = Timestamp.FromDateTimeOffset(hour),
        Observed = metric.Amount(verdict.Observed, currency),
        Expected = metric.Amount(verdict.Expected, currency),
        Low = metric.Amount(verdict.Low, currency),
        High = metric.Amount(verdict.High, currency),
        ScoreHundredths = verdict.Score,
        ComparedHours = { verdict.Compared.Select(Timestamp.FromDateTimeOffset) },
    };
}
