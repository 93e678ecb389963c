using Npgsql;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Rerating;

/// <summary>Reads and writes jobs, and finds the attempts they are about.</summary>
internal static class RerateStore
{
    private const string Columns =
        """
        rerate_id, request_id, tenant_id, provider, model, price_version, start_time, end_time, book, note, is_done, cursor, examined, posted,
        skipped, cost_nanos, create_time, end_of_work
        """;

    public static async Task<Rerate?> FindByRequestAsync(NpgsqlTransaction transaction, string requestId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand($"SELECT {Columns} FROM rerates WHERE request_id = $1", transaction.Connection, transaction);
        query.Parameters.AddValue(requestId);
        return (await ReadAsync(query, cancellationToken)).SingleOrDefault();
    }

    public static async Task<Rerate?> FindAsync(NpgsqlDataSource database, Guid rerateId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"SELECT {Columns} FROM rerates WHERE rerate_id = $1");
        query.Parameters.AddValue(rerateId);
        return (await ReadAsync(query, cancellationToken)).SingleOrDefault();
    }

    public static async Task<IReadOnlyList<Rerate>> ListAsync(NpgsqlDataSource database, int count, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"SELECT {Columns} FROM rerates ORDER BY create_time DESC LIMIT $1");
        query.Parameters.AddValue(count);
        return await ReadAsync(query, cancellationToken);
    }

    /// <summary>
    /// The oldest job that is not done and that nobody works on, locked. Its lock goes with the transaction: when the replica dies the page it
    /// was at has not happened, and another begins it anew.
    /// </summary>
    public static async Task<Rerate?> LockDueAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            $"SELECT {Columns} FROM rerates WHERE NOT is_done ORDER BY create_time, rerate_id LIMIT 1 FOR UPDATE SKIP LOCKED",
            transaction.Connection,
            transaction);
        return (await ReadAsync(query, cancellationToken)).SingleOrDefault();
    }

    public static async Task InsertAsync(NpgsqlTransaction transaction, Rerate job, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO rerates (rerate_id, request_id, tenant_id, provider, model, price_version, start_time, end_time, book, note, create_time)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            transaction.Connection,
            transaction);
        insert.Parameters.AddValue(job.RerateId);
        insert.Parameters.AddValue(job.RequestId);
        insert.Parameters.AddValue(job.TenantId);
        insert.Parameters.AddValue(job.Provider);
        insert.Parameters.AddValue(job.Model);
        insert.Parameters.AddValue(job.PriceVersion);
        insert.Parameters.AddTime(job.Start);
        insert.Parameters.AddTime(job.End);
        insert.Parameters.AddValue(job.Book);
        insert.Parameters.AddValue(job.Note);
        insert.Parameters.AddTime(job.CreateTime);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public static NpgsqlBatchCommand Progress(Rerate job)
    {
        var update = new NpgsqlBatchCommand(
            """
            UPDATE rerates SET is_done = $2, cursor = $3, examined = $4, posted = $5, skipped = $6, cost_nanos = $7,
                               end_of_work = CASE WHEN $2 THEN clock_timestamp() END
            WHERE rerate_id = $1
            """);
        update.Parameters.AddValue(job.RerateId);
        update.Parameters.AddValue(job.IsDone);
        update.Parameters.AddValue(job.Cursor);
        update.Parameters.AddValue(job.Examined);
        update.Parameters.AddValue(job.Posted);
        update.Parameters.AddValue(job.Skipped);
        update.Parameters.AddValue(job.CostNanos);
        return update;
    }

    /// <summary>The next attempts of a job, in id order.</summary>
    public static async Task<IReadOnlyList<Guid>> NextAttemptsAsync(
        NpgsqlTransaction transaction, Rerate job, int count, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT attempt_id FROM usage_entries
            WHERE revision = 1 AND attempt_id > $1 AND attempt_time >= $2 AND attempt_time < $3 AND provider = $4
              AND ($5 = '' OR model = $5) AND ($6 = '' OR tenant_id = $6)
            ORDER BY attempt_id LIMIT $7
            """,
            transaction.Connection,
            transaction);
        query.Parameters.AddValue(job.Cursor);
        query.Parameters.AddTime(job.Start);
        query.Parameters.AddTime(job.End);
        query.Parameters.AddValue(job.Provider);
        query.Parameters.AddValue(job.Model);
        query.Parameters.AddValue(job.TenantId);
        query.Parameters.AddValue(count);
        var attempts = new List<Guid>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            attempts.Add(rows.GetGuid(0));
        return attempts;
    }

    private static async Task<IReadOnlyList<Rerate>> ReadAsync(NpgsqlCommand query, CancellationToken cancellationToken)
    {
        var jobs = new List<Rerate>();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            jobs.Add(new Rerate
            {
                RerateId = row.GetGuid(0),
                RequestId = row.GetString(1),
                TenantId = row.GetString(2),
                Provider = row.GetString(3),
                Model = row.GetString(4),
                PriceVersion = row.GetString(5),
                Start = BudgetRows.ReadTime(row, 6),
                End = BudgetRows.ReadTime(row, 7),
                Book = row.GetInt64(8),
                Note = row.GetString(9),
                IsDone = row.GetBoolean(10),
                Cursor = row.GetGuid(11),
                Examined = row.GetInt64(12),
                Posted = row.GetInt64(13),
                Skipped = row.GetInt64(14),
                CostNanos = row.GetInt64(15),
                CreateTime = BudgetRows.ReadTime(row, 16),
                EndOfWork = await row.IsDBNullAsync(17, cancellationToken) ? null : BudgetRows.ReadTime(row, 17),
            });
        }

        return jobs;
    }
}
