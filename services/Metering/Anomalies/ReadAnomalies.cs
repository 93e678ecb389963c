using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Tiers;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Anomalies;

/// <summary>Lists anomalies, and shows one with who contributed to it, all as of one instant.</summary>
internal sealed class ReadAnomalies(NpgsqlDataSource database, IOptions<LedgerOptions> ledger)
{
    private const string List =
        $"""
        SELECT {AnomalyRows.Columns} FROM anomalies a
        WHERE ($1 = '' OR a.tenant_id = $1) AND a.last_hour >= $2 AND a.first_hour < $3 AND ($4 OR a.withdrawn_at IS NULL)
        ORDER BY a.last_hour DESC, a.anomaly_id LIMIT 1000
        """;

    private const string Find = $"SELECT {AnomalyRows.Columns} FROM anomalies a WHERE a.tenant_id = $1 AND a.anomaly_id = $2";

    public async Task<ListAnomaliesResponse> ListAsync(ListAnomaliesRequest request, CancellationToken cancellationToken)
    {
        if (request.TenantId.Length > 0)
            TenantRules.Require(request.TenantId);
        // The hour that a time lies in counts.
        var range = HourRange.Covering(request.StartTime, request.EndTime);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var query = new NpgsqlCommand(List, connection, transaction);
        query.Parameters.AddValue(request.TenantId);
        query.Parameters.AddTime(range.Start ?? DateTimeOffset.MinValue);
        query.Parameters.AddTime(range.End ?? DateTimeOffset.MaxValue);
        query.Parameters.AddValue(request.IncludeWithdrawn);
        var response = new ListAnomaliesResponse();
        response.Anomalies.AddRange(await ReadAsync(transaction, query, cancellationToken));
        return response;
    }

    public async Task<GetAnomalyResponse> GetAsync(GetAnomalyRequest request, CancellationToken cancellationToken)
    {
        TenantRules.Require(request.TenantId);
        var rules = new Validation();
        rules.Require(Guid.TryParse(request.AnomalyId, out var id), "anomaly_id", "must be a UUID");
        rules.ThrowIfInvalid();

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await ArchivedDays.BeginSnapshotAsync(connection, cancellationToken);
        await using var query = new NpgsqlCommand(Find, connection, transaction);
        query.Parameters.AddValue(request.TenantId);
        query.Parameters.AddValue(id);
        var anomaly = (await ReadAsync(transaction, query, cancellationToken)).SingleOrDefault()
            ?? throw TollgateException.NotFound("ANOMALY_NOT_FOUND", $"There is no anomaly {id}.");
        var response = new GetAnomalyResponse { Anomaly = anomaly, Total = anomaly.Metric.Part(0, ledger.Value.Currency) };
        if (anomaly.Hours.Count > 0)
            await new Contributors(transaction, anomaly, ledger.Value.Currency).AddToAsync(response, cancellationToken);
        return response;
    }

    private async Task<IReadOnlyList<Anomaly>> ReadAsync(NpgsqlTransaction transaction, NpgsqlCommand query, CancellationToken cancellationToken)
    {
        var anomalies = new List<Anomaly>();
        await using (var row = await query.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
                anomalies.Add(AnomalyRows.Read(row));
        }

        await AnomalyRows.ReadHoursAsync(transaction, anomalies, ledger.Value.Currency, cancellationToken);
        return anomalies;
    }
}
