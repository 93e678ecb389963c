using Npgsql;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Credits;

/// <summary>
/// Ends the hold of an attempt that was never called. Without a hold it leaves a tombstone: a hold that was asked for earlier and comes
/// later must not stay for ever.
/// </summary>
internal sealed class ReleaseCredit(NpgsqlDataSource database)
{
    private const string Release =
        """
        insert into credit_holds (attempt_id, tenant_id, state, end_time) values ($1, $2, 3, clock_timestamp())
        on conflict (attempt_id) do update set state = 3, end_time = clock_timestamp() where credit_holds.state = 1
        """;

    public async Task ExecuteAsync(Guid attemptId, string tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await SubscriptionStore.LockAsync(transaction, tenantId, cancellationToken);
        await using var release = new NpgsqlCommand(Release, connection, transaction);
        release.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = attemptId });
        release.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await release.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
