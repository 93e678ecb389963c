using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Costs;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Tiers;

/// <summary>
/// Enters what a tenant's files cost as a cost beside usage: once for each month that is over, by size, tier and the part of the month that
/// they were there.
/// </summary>
internal sealed class StorageCosts(NpgsqlDataSource database, IOptions<TiersOptions> options, TimeProvider clock)
{
    private const decimal NanosPerUnit = 1_000_000_000m;
    private const long BytesInGib = 1L << 30;

    private static readonly string GibMonths =
        $"""
        SELECT tenant_id, round(sum(bytes * {PartOf("stored_at", "coalesce(cold_at, expired_at)")}) / {BytesInGib}, 12),
            round(sum(bytes * {PartOf("cold_at", "expired_at")}) / {BytesInGib}, 12)
        FROM usage_archive_files WHERE stored_at < $2 AND (expired_at IS NULL OR expired_at > $1) GROUP BY tenant_id
        """;

    /// <summary>Enters the last month that is over; returns how many items are new.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var (warm, cold) = (options.Value.WarmPrice, options.Value.ColdPrice);
        if (warm == 0 && cold == 0)
            return 0;
        var now = clock.GetUtcNow();
        var end = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var start = end.AddMonths(-1);
        var count = 0;
        foreach (var (tenant, warmMonths, coldMonths) in await ReadAsync(start, end, cancellationToken))
        {
            var nanos = (long)decimal.Round(((warmMonths * warm) + (coldMonths * cold)) * NanosPerUnit, MidpointRounding.ToEven);
            var id = EventIds.From(tenant, string.Create(CultureInfo.InvariantCulture, $"storage/{start:yyyy-MM}"));
            // A cost item belongs to a tenant whose id it can name.
            if (nanos > 0 && BudgetRules.IsId(tenant) && await CostItemStore.InsertAsync(
                database,
                new StoredCostItem(
                    string.Create(CultureInfo.InvariantCulture, $"storage-{start:yyyyMM}-{id:N}"), "storage",
                    string.Create(CultureInfo.InvariantCulture, $"archived usage in {start:yyyy-MM}"), tenant, nanos, start, end, CostAllocation.Tenant),
                cancellationToken))
            {
                count++;
            }
        }

        return count;
    }

    private async Task<IReadOnlyList<(string TenantId, decimal Warm, decimal Cold)>> ReadAsync(
        DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(GibMonths);
        query.Parameters.AddTime(start);
        query.Parameters.AddTime(end);
        var months = new List<(string, decimal, decimal)>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            months.Add((rows.GetString(0), rows.GetDecimal(1), rows.GetDecimal(2)));
        return months;
    }

    // The part of the month that a file was there.
    private static string PartOf(string from, string to) =>
        $"""
        CASE WHEN {from} IS NULL THEN 0 ELSE
            greatest(0, extract(epoch FROM least($2, coalesce({to}, $2)) - greatest($1, {from}))) / extract(epoch FROM $2 - $1) END
        """;
}
