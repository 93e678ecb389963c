using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Costs;

/// <summary>Reads and writes cost items.</summary>
internal static class CostItemStore
{
    private const string Columns = "item_id, category, description, tenant_id, cost_nanos, start_time, end_time, allocation, create_time, void_time";

    /// <summary>False when there is an item of that id.</summary>
    public static async Task<bool> InsertAsync(NpgsqlDataSource database, StoredCostItem item, CancellationToken cancellationToken)
    {
        await using var insert = database.CreateCommand(
            """
            INSERT INTO cost_items (item_id, category, description, tenant_id, cost_nanos, start_time, end_time, allocation)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (item_id) DO NOTHING
            """);
        insert.Parameters.AddValue(item.ItemId);
        insert.Parameters.AddValue(item.Category);
        insert.Parameters.AddValue(item.Description);
        insert.Parameters.AddValue(item.TenantId);
        insert.Parameters.AddValue(item.CostNanos);
        insert.Parameters.AddTime(item.Start);
        insert.Parameters.AddTime(item.End);
        insert.Parameters.AddValue((short)item.Allocation);
        return await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public static async Task VoidAsync(NpgsqlDataSource database, string itemId, CancellationToken cancellationToken)
    {
        await using var update = database.CreateCommand(
            "UPDATE cost_items SET void_time = clock_timestamp() WHERE item_id = $1 AND void_time IS NULL");
        update.Parameters.AddValue(itemId);
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<StoredCostItem?> FindAsync(NpgsqlDataSource database, string itemId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"SELECT {Columns} FROM cost_items WHERE item_id = $1");
        query.Parameters.AddValue(itemId);
        return (await ReadAsync(query, cancellationToken)).SingleOrDefault();
    }

    public static async Task<IReadOnlyList<StoredCostItem>> ListAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"SELECT {Columns} FROM cost_items ORDER BY start_time, item_id");
        return await ReadAsync(query, cancellationToken);
    }

    /// <summary>Items that run in a range and were not taken back.</summary>
    public static async Task<IReadOnlyList<StoredCostItem>> InRangeAsync(
        NpgsqlTransaction transaction, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            $"SELECT {Columns} FROM cost_items WHERE void_time IS NULL AND start_time < $2 AND end_time > $1 ORDER BY start_time, item_id",
            transaction.Connection,
            transaction);
        query.Parameters.AddTime(start);
        query.Parameters.AddTime(end);
        return await ReadAsync(query, cancellationToken);
    }

    private static async Task<IReadOnlyList<StoredCostItem>> ReadAsync(NpgsqlCommand query, CancellationToken cancellationToken)
    {
        var items = new List<StoredCostItem>();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            items.Add(new StoredCostItem(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), BudgetRows.ReadTime(row, 5),
                BudgetRows.ReadTime(row, 6), (CostAllocation)row.GetInt16(7))
            {
                CreateTime = BudgetRows.ReadTime(row, 8),
                VoidTime = await row.IsDBNullAsync(9, cancellationToken) ? null : BudgetRows.ReadTime(row, 9),
            });
        }

        return items;
    }
}
