using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.Intake.Idempotency;

/// <summary>Removes keys whose window has passed, and leases of replicas long gone, a little at a time.</summary>
internal sealed class IdempotencySweeper(
    NpgsqlDataSource database, IOptions<IdempotencyOptions> options, TimeProvider clock, ILogger<IdempotencySweeper> logger)
    : BackgroundService
{
    private const int Portion = 1000;

    private const string DeleteExpired = """
        delete from idempotency_keys where (tenant_id, idempotency_key) in (
            select tenant_id, idempotency_key from idempotency_keys where expire_time <= now() limit $1 for update skip locked)
        """;

    // A lease outlives every key that may name it.
    private const string DeleteLeases = "delete from replica_leases where lease_until < now() - $1 - interval '1 hour'";

    /// <summary>Removes everything that is due; the number of keys removed.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        int portion;
        do
        {
            portion = await ExecuteAsync(DeleteExpired, new NpgsqlParameter<int> { TypedValue = Portion }, cancellationToken);
            removed += portion;
        }
        while (portion == Portion);
        await ExecuteAsync(DeleteLeases, new NpgsqlParameter<TimeSpan> { TypedValue = options.Value.Window }, cancellationToken);
        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (NpgsqlException error)
            {
                IdempotencyLog.SweepFailed(logger, error);
            }
        }
    }

    private async Task<int> ExecuteAsync(string sql, NpgsqlParameter parameter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(parameter);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
