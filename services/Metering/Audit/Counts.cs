using Npgsql;

namespace Tollgate.Metering.Audit;

/// <summary>What has not come to rest, or does not add up.</summary>
internal static class Counts
{
    private const string OpenHolds = "SELECT count(*) FROM holds WHERE status = 1 AND ($1 = '' OR tenant_id = $1)";
    private const string Outbox = "SELECT count(*) FROM messaging.outbox";
    private const string Quarantined = "SELECT count(*) FROM quarantine WHERE released_at IS NULL";

    /// <summary>What will come to rest by itself.</summary>
    public static async Task AddUnsettledAsync(
        IDictionary<string, long> pending, NpgsqlTransaction transaction, AuditRange range, CancellationToken cancellationToken)
    {
        pending["open_holds"] = await ReadAsync(transaction, OpenHolds, range, cancellationToken);
        pending["outbox"] = await ReadAsync(transaction, Outbox, null, cancellationToken);
    }

    public static async Task AddToAsync(
        IDictionary<string, long> pending, NpgsqlTransaction transaction, AuditRange range, CancellationToken cancellationToken)
    {
        await AddUnsettledAsync(pending, transaction, range, cancellationToken);
        pending["quarantined"] = await ReadAsync(transaction, Quarantined, null, cancellationToken);
    }

    public static async Task<long> ReadAsync(
        NpgsqlTransaction transaction, string sql, AuditRange? range, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(sql, transaction.Connection, transaction);
        range?.AddTo(query.Parameters);
        return (long)(await query.ExecuteScalarAsync(cancellationToken))!;
    }
}
