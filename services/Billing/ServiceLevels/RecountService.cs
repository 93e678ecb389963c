using Npgsql;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>Counts a tenant's requests again, from the requests themselves. Whoever counts new ones waits.</summary>
internal sealed class RecountService(NpgsqlDataSource database)
{
    private const string Alone = "lock table service_counts in share row exclusive mode";

    private const string Forget = "delete from service_counts where tenant_id = $1";

    private const string Count =
        """
        insert into service_counts (tenant_id, hour, measure, step, requests)
        select tenant_id, date_trunc('hour', accept_time, 'UTC'), measure, step, count(*) from service_observations where tenant_id = $1 group by 1, 2, 3, 4
        """;

    /// <summary>Returns how many counts there are.</summary>
    public async Task<long> ExecuteAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var alone = new NpgsqlCommand(Alone, connection, transaction))
            await alone.ExecuteNonQueryAsync(cancellationToken);
        await using (var forget = Command(Forget, transaction, tenantId))
            await forget.ExecuteNonQueryAsync(cancellationToken);
        await using var count = Command(Count, transaction, tenantId);
        var counts = await count.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return counts;
    }

    private static NpgsqlCommand Command(string sql, NpgsqlTransaction transaction, string tenantId) => new(sql, transaction.Connection, transaction)
    {
        Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId } },
    };
}
