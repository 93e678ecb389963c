using Npgsql;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Persistence;

namespace Tollgate.Inference.Recovery;

/// <summary>Leases of replicas, by the database's clock.</summary>
internal sealed class OwnerStore(NpgsqlDataSource database)
{
    /// <summary>Begins a new epoch: every attempt of an earlier one is ownerless from now on.</summary>
    public async Task<OwnerEpoch> RegisterAsync(string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO owners AS o (owner, epoch, lease_until) VALUES ($1, 1, clock_timestamp() + $2)
            ON CONFLICT (owner) DO UPDATE SET epoch = o.epoch + 1, lease_until = EXCLUDED.lease_until
            RETURNING epoch
            """);
        command.Parameters.AddValue(owner);
        command.Parameters.AddValue(lease);
        return new OwnerEpoch(owner, (long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>Extends the lease. False when another process has begun a newer epoch under this name.</summary>
    public async Task<bool> RenewAsync(OwnerEpoch owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE owners SET lease_until = clock_timestamp() + $3 WHERE owner = $1 AND epoch = $2");
        command.Parameters.AddValue(owner.Owner);
        command.Parameters.AddValue(owner.Epoch);
        command.Parameters.AddValue(lease);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Ends the lease now, so that what is left behind can be taken over without waiting.</summary>
    public async Task ReleaseAsync(OwnerEpoch owner, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE owners SET lease_until = clock_timestamp() WHERE owner = $1 AND epoch = $2");
        command.Parameters.AddValue(owner.Owner);
        command.Parameters.AddValue(owner.Epoch);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
