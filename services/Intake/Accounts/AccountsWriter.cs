using Npgsql;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Intake.Accounts;

/// <summary>Changes configuration: one transaction, one version, the event in the same commit, and this replica knows at once.</summary>
internal sealed class AccountsWriter(NpgsqlDataSource database, AccountsCache cache, Outbox outbox)
{
    public async Task<T> ChangeAsync<T>(
        Func<NpgsqlTransaction, long, Task<T>> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var next = new NpgsqlCommand("update config_version set version = version + 1 returning version", connection, transaction);
        var version = (long)(await next.ExecuteScalarAsync(cancellationToken))!;

        var result = await change(transaction, version);

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        await cache.RefreshAsync();
        return result;
    }
}
