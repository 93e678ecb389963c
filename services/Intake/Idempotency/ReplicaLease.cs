using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.Intake.Idempotency;

/// <summary>
/// Says that this replica is alive, in one row, a few times per lease. That replaces a heartbeat per request. When the process dies
/// the lease runs out, and its requests may be taken over.
/// </summary>
internal sealed class ReplicaLease(
    NpgsqlDataSource database, ReplicaIdentity replica, IOptions<IdempotencyOptions> options, TimeProvider clock,
    ILogger<ReplicaLease> logger) : BackgroundService
{
    private const string Renew = """
        insert into replica_leases (replica_id, lease_until) values ($1, now() + $2)
        on conflict (replica_id) do update set lease_until = excluded.lease_until
        """;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request: a claim of a replica without a lease would look like a dead one's.
        await RenewAsync(options.Value.Lease, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await RenewAsync(TimeSpan.Zero, cancellationToken);
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            // It runs out by itself.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Lease / 4, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RenewAsync(options.Value.Lease, stoppingToken);
            }
            catch (NpgsqlException error)
            {
                IdempotencyLog.LeaseNotRenewed(logger, error);
            }
        }
    }

    private async Task RenewAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Renew);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = lease });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
