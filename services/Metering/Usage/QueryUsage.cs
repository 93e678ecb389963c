using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Usage;

/// <summary>Sums usage from the rollups.</summary>
internal sealed class QueryUsage(NpgsqlDataSource database, IOptions<LedgerOptions> ledger)
{
    public async Task<QueryUsageResponse> HandleAsync(QueryUsageRequest request, CancellationToken cancellationToken)
    {
        TenantRules.Require(request.TenantId);
        var hours = HourRange.Covering(request.StartTime, request.EndTime);
        var grouping = Grouping.Of(request.GroupBy, "hour", "day", "assistant", "user", "model", "provider", "payer");

        await using var query = database.CreateCommand(
            $"""
            SELECT {grouping.Select} coalesce(sum(attempts), 0)::bigint, {UsageAmounts.SumList}
            FROM usage_rollups WHERE tenant_id = $1 AND hour >= $2 AND hour < $3 {grouping.GroupBy}
            """);
        query.Parameters.AddValue(request.TenantId);
        query.Parameters.AddTime(hours.Start ?? DateTimeOffset.MinValue);
        query.Parameters.AddTime(hours.End ?? DateTimeOffset.MaxValue);
        var response = new QueryUsageResponse();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var row = UsageMapping.ToRow(rows.GetInt64(grouping.Count), UsageAmounts.Read(rows, grouping.Count + 1), ledger.Value.Currency);
            grouping.Read(rows, row.Group);
            response.Rows.Add(row);
        }

        return response;
    }
}
