using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Costs;

/// <summary>The full cost of a range by tenant: usage from the rollups, and cost items shared out hour by hour by what tenants used in it.</summary>
internal sealed class QueryCosts(NpgsqlDataSource database, IOptions<LedgerOptions> ledger)
{
    private static readonly string Usage =
        $"""
        SELECT tenant_id, hour, payer, sum(cost_nanos)::bigint, sum(attempts)::bigint, sum({TokenSum.Sql})::bigint
        FROM usage_rollups WHERE hour >= $1 AND hour < $2 GROUP BY tenant_id, hour, payer
        """;

    public async Task<QueryCostsResponse> HandleAsync(QueryCostsRequest request, CancellationToken cancellationToken)
    {
        var rules = new Validation();
        rules.Require(request.StartTime is not null, "start_time", "is required");
        rules.Require(request.EndTime is not null, "end_time", "is required");
        rules.ThrowIfInvalid();
        var range = HourRange.Covering(request.StartTime, request.EndTime);
        var (start, end) = (range.Start!.Value, range.End!.Value);

        // One snapshot, so that usage and what is shared out by it are the same usage.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var usage = await ReadUsageAsync(transaction, start, end, cancellationToken);
        var items = await CostItemStore.InRangeAsync(transaction, start, end, cancellationToken);
        return Answer(usage, CostSharing.Share(items, usage, start, end));
    }

    private QueryCostsResponse Answer(IReadOnlyList<HourUsage> usage, IReadOnlyDictionary<(string Tenant, string Category), long> shares)
    {
        var response = new QueryCostsResponse();
        var tenants = usage.Select(hour => hour.TenantId).Concat(shares.Keys.Select(key => key.Tenant)).Distinct();
        foreach (var tenant in tenants.OrderBy(id => id.Length == 0).ThenBy(id => id, StringComparer.Ordinal))
        {
            long Sum(Payer payer) => usage.Where(hour => hour.TenantId == tenant && hour.Payer == payer).Sum(hour => hour.CostNanos);
            var (customer, platform) = (Sum(Payer.Customer), Sum(Payer.Platform));
            var parts = shares.Where(share => share.Key.Tenant == tenant).OrderBy(share => share.Key.Category, StringComparer.Ordinal).ToArray();
            response.Tenants.Add(new TenantCost
            {
                TenantId = tenant,
                CustomerUsage = Money(customer),
                PlatformUsage = Money(platform),
                Items = { parts.Select(part => new CategoryCost { Category = part.Key.Category, Cost = Money(part.Value) }) },
                Total = Money(checked(customer + platform + parts.Sum(part => part.Value))),
            });
        }

        return response;
    }

    private static async Task<IReadOnlyList<HourUsage>> ReadUsageAsync(
        NpgsqlTransaction transaction, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Usage, transaction.Connection, transaction);
        query.Parameters.AddTime(start);
        query.Parameters.AddTime(end);
        var usage = new List<HourUsage>();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            usage.Add(new HourUsage(
                row.GetString(0), new DateTimeOffset(row.GetDateTime(1), TimeSpan.Zero), (Payer)row.GetInt16(2), row.GetInt64(3), row.GetInt64(4),
                row.GetInt64(5)));
        }

        return usage;
    }

    private Money Money(long nanos) => new() { Currency = ledger.Value.Currency, Nanos = nanos };
}
