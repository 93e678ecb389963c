using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Outcomes;

/// <summary>Sets cost, requests and outcomes side by side, all as of one instant.</summary>
internal sealed class QueryUnitEconomics(NpgsqlDataSource database, IOptions<LedgerOptions> ledger)
{
    private const string Costs = "SELECT tenant_id, assistant_id, model, hour AS moment, cost_nanos AS n, 0::bigint AS revenue, '' AS kind FROM usage_rollups";

    private const string Requests =
        "SELECT tenant_id, assistant_id, model, hour AS moment, answered + cached AS n, 0::bigint AS revenue, '' AS kind FROM request_rollups";

    // A request that was tried again has ended more than once; the last to end answered.
    private const string Outcomes =
        """
        SELECT o.tenant_id, o.assistant_id, coalesce(r.model, '') AS model, o.outcome_time AS moment, 1::bigint AS n, o.revenue_nanos AS revenue, o.kind
        FROM outcomes o LEFT JOIN LATERAL (
            SELECT model FROM requests r WHERE r.operation_id = o.operation_id AND r.tenant_id = o.tenant_id ORDER BY end_time DESC LIMIT 1) r ON true
        """;

    public async Task<QueryUnitEconomicsResponse> HandleAsync(QueryUnitEconomicsRequest request, CancellationToken cancellationToken)
    {
        if (request.TenantId.Length > 0)
            TenantRules.Require(request.TenantId);
        var hours = HourRange.Covering(request.StartTime, request.EndTime);
        var grouping = Grouping.Of(request.GroupBy, "tenant", "assistant", "model");

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var rows = new SortedDictionary<string, UnitEconomicsRow>(StringComparer.Ordinal);
        foreach (var cost in await SumAsync(Costs))
            RowOf(cost.Group).Cost.Nanos += cost.Count;
        foreach (var answered in await SumAsync(Requests))
            RowOf(answered.Group).Requests += answered.Count;
        foreach (var outcome in await SumAsync(Outcomes))
            Add(RowOf(outcome.Group), outcome);

        var response = new QueryUnitEconomicsResponse();
        response.Rows.AddRange(rows.Values.Select(Divided));
        return response;

        async Task<List<Sum>> SumAsync(string source) =>
            await ReadAsync(transaction, source, request.TenantId, hours, grouping, cancellationToken);

        UnitEconomicsRow RowOf(IReadOnlyDictionary<string, string> group)
        {
            var key = string.Join('\0', request.GroupBy.Distinct().Select(name => group[name]));
            if (!rows.TryGetValue(key, out var row))
            {
                rows[key] = row = new UnitEconomicsRow { Cost = Money(0), Revenue = Money(0) };
                foreach (var (name, value) in group)
                    row.Group[name] = value;
            }

            return row;
        }
    }

    private void Add(UnitEconomicsRow row, Sum outcome)
    {
        row.Outcomes += outcome.Count;
        row.Revenue.Nanos = checked(row.Revenue.Nanos + outcome.Revenue);
        row.Kinds.Add(new OutcomeCount { Kind = outcome.Kind, Outcomes = outcome.Count, Revenue = Money(outcome.Revenue) });
    }

    private UnitEconomicsRow Divided(UnitEconomicsRow row)
    {
        if (row.Requests > 0)
            row.CostPerRequest = Money(row.Cost.Nanos / row.Requests);
        if (row.Outcomes > 0)
        {
            row.CostPerOutcome = Money(row.Cost.Nanos / row.Outcomes);
            row.RevenuePerOutcome = Money(row.Revenue.Nanos / row.Outcomes);
        }

        return row;
    }

    private static async Task<List<Sum>> ReadAsync(
        NpgsqlTransaction transaction, string source, string tenantId, HourRange hours, Grouping grouping, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            $"""
            SELECT {grouping.Select} kind, sum(n)::bigint, sum(revenue)::bigint FROM ({source}) s
            WHERE ($1 = '' OR tenant_id = $1) AND moment >= $2 AND moment < $3 GROUP BY {grouping.Select} kind ORDER BY kind
            """,
            transaction.Connection,
            transaction);
        query.Parameters.AddValue(tenantId);
        query.Parameters.AddTime(hours.Start ?? DateTimeOffset.MinValue);
        query.Parameters.AddTime(hours.End ?? DateTimeOffset.MaxValue);
        var sums = new List<Sum>();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var group = new Dictionary<string, string>(StringComparer.Ordinal);
            grouping.Read(row, group);
            sums.Add(new Sum(group, row.GetString(grouping.Count), row.GetInt64(grouping.Count + 1), row.GetInt64(grouping.Count + 2)));
        }

        return sums;
    }

    private Money Money(long nanos) => new() { Currency = ledger.Value.Currency, Nanos = nanos };

    private sealed record Sum(IReadOnlyDictionary<string, string> Group, string Kind, long Count, long Revenue);
}
