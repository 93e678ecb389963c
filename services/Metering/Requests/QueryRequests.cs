using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Requests;

/// <summary>Counts requests from the rollups.</summary>
internal sealed class QueryRequests(NpgsqlDataSource database, IOptions<LedgerOptions> ledger)
{
    private static readonly string Sums = string.Join(
        ", ",
        new[] { "answered", "cached", "refused", "failed", "escalated", "downgraded", "attempts", "cost_nanos", "baseline_cost_nanos" }
            .Select(column => $"coalesce(sum({column}), 0)::bigint"));

    public async Task<QueryRequestsResponse> HandleAsync(QueryRequestsRequest request, CancellationToken cancellationToken)
    {
        if (request.TenantId.Length > 0)
            TenantRules.Require(request.TenantId);
        var hours = HourRange.Covering(request.StartTime, request.EndTime);
        var grouping = Grouping.Of(request.GroupBy, "hour", "day", "tenant", "assistant", "user", "model", "reason");

        await using var query = database.CreateCommand(
            $"""
            SELECT {grouping.Select} {Sums} FROM request_rollups
            WHERE ($1 = '' OR tenant_id = $1) AND hour >= $2 AND hour < $3 {grouping.GroupBy}
            """);
        query.Parameters.AddValue(request.TenantId);
        query.Parameters.AddTime(hours.Start ?? DateTimeOffset.MinValue);
        query.Parameters.AddTime(hours.End ?? DateTimeOffset.MaxValue);
        var response = new QueryRequestsResponse();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var row = ToRow(rows, grouping.Count);
            grouping.Read(rows, row.Group);
            response.Rows.Add(row);
        }

        return response;
    }

    private RequestRow ToRow(NpgsqlDataReader row, int offset)
    {
        var (answered, cached, refused, failed) =
            (row.GetInt64(offset), row.GetInt64(offset + 1), row.GetInt64(offset + 2), row.GetInt64(offset + 3));
        return new RequestRow
        {
            Requests = answered + cached + refused + failed,
            Answered = answered,
            Cached = cached,
            Refused = refused,
            Failed = failed,
            Escalated = row.GetInt64(offset + 4),
            Downgraded = row.GetInt64(offset + 5),
            Attempts = row.GetInt64(offset + 6),
            Cost = new Money { Currency = ledger.Value.Currency, Nanos = row.GetInt64(offset + 7) },
            BaselineCost = new Money { Currency = ledger.Value.Currency, Nanos = row.GetInt64(offset + 8) },
        };
    }
}
