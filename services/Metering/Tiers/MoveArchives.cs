using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Tiers;

/// <summary>
/// Moves files from warm to cold and deletes those that are kept no longer, by the rule of their tenant. Where a file is is committed before it
/// is deleted where it was: whatever dies in between, it is somewhere, and the next round tidies up.
/// </summary>
internal sealed class MoveArchives(
    NpgsqlDataSource database, ArchiveStores stores, IOptions<TiersOptions> options, TimeProvider clock, ILogger<MoveArchives> logger)
{
    private const string Move =
        """
        UPDATE usage_archive_files SET tier = $3, is_tidy = false, cold_at = CASE WHEN $3 = 2 THEN clock_timestamp() ELSE cold_at END,
            expired_at = CASE WHEN $3 = 3 THEN clock_timestamp() END
        WHERE day = $1 AND tenant_id = $2
        """;

    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        foreach (var file in await DueAsync("keep_days", options.Value.KeepDays, [1, 2], cancellationToken))
        {
            if (await WithAsync(file, transaction => MoveAsync(transaction, file, UsageTier.Expired, cancellationToken), cancellationToken))
                TiersLog.Expired(logger, file.Day, file.TenantId);
        }

        if (stores.HasCold)
        {
            foreach (var file in await DueAsync("warm_days", options.Value.WarmDays, [1], cancellationToken))
                await WithAsync(file, transaction => FreezeAsync(transaction, file, cancellationToken), cancellationToken);
        }

        // Only of days that are dropped, for which nobody writes files any more.
        var untidy = await ArchiveManifest.SelectAsync(
            database, "JOIN usage_archives a USING (day) WHERE a.state = 2 AND NOT f.is_tidy ORDER BY f.day, f.tenant_id", [], cancellationToken);
        foreach (var file in untidy)
            await WithAsync(file, transaction => TidyAsync(transaction, file, cancellationToken), cancellationToken);
    }

    private async Task FreezeAsync(NpgsqlTransaction transaction, ArchiveFile file, CancellationToken cancellationToken)
    {
        await using (var warm = await stores.OpenAsync(file, cancellationToken))
            await stores.Of(UsageTier.Cold).WriteAsync(file.Path, cold => warm.CopyToAsync(cold, cancellationToken), cancellationToken);
        // Read back, and it is what was written.
        await using (await stores.OpenAsync(file with { Tier = UsageTier.Cold }, cancellationToken))
            await MoveAsync(transaction, file, UsageTier.Cold, cancellationToken);
    }

    private async Task TidyAsync(NpgsqlTransaction transaction, ArchiveFile file, CancellationToken cancellationToken)
    {
        await TidyAsync(UsageTier.Warm, file, cancellationToken);
        if (stores.HasCold)
            await TidyAsync(UsageTier.Cold, file, cancellationToken);
        await using var tidy = new NpgsqlCommand(
            "UPDATE usage_archive_files SET is_tidy = true WHERE day = $1 AND tenant_id = $2", transaction.Connection, transaction);
        tidy.Parameters.AddValue(file.Day);
        tidy.Parameters.AddValue(file.TenantId);
        await tidy.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task TidyAsync(UsageTier tier, ArchiveFile file, CancellationToken cancellationToken)
    {
        var store = stores.Of(tier);
        foreach (var name in await store.ListAsync(file.Prefix, cancellationToken))
        {
            if (tier != file.Tier || name != file.Path)
                await store.DeleteAsync(name, cancellationToken);
        }
    }

    private Task<IReadOnlyList<ArchiveFile>> DueAsync(string rule, int days, short[] tiers, CancellationToken cancellationToken) =>
        ArchiveManifest.SelectAsync(
            database,
            $"""
            JOIN usage_archives a USING (day) LEFT JOIN usage_tier_rules r USING (tenant_id)
            WHERE a.state = 2 AND f.tier = ANY ($1) AND f.day < $2 - coalesce(r.{rule}, $3) ORDER BY f.day, f.tenant_id
            """,
            [tiers, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), days],
            cancellationToken);

    // What is wrong with one file is no reason to leave the others.
    private async Task<bool> WithAsync(ArchiveFile file, Func<NpgsqlTransaction, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(file, work, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            TiersLog.NotMoved(logger, file.Tier, file.Path, error);
            return false;
        }
    }

    // Works on a file that nobody else moves or tidies meanwhile; false when it is no longer where it was.
    private async Task<bool> TryAsync(ArchiveFile file, Func<NpgsqlTransaction, Task> work, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var hold = new NpgsqlCommand(
            "SELECT tier FROM usage_archive_files WHERE day = $1 AND tenant_id = $2 AND path = $3 FOR UPDATE", connection, transaction))
        {
            hold.Parameters.AddValue(file.Day);
            hold.Parameters.AddValue(file.TenantId);
            hold.Parameters.AddValue(file.Path);
            if (await hold.ExecuteScalarAsync(cancellationToken) is not short tier || (UsageTier)tier != file.Tier)
                return false;
        }

        await work(transaction);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task MoveAsync(NpgsqlTransaction transaction, ArchiveFile file, UsageTier tier, CancellationToken cancellationToken)
    {
        await using var move = new NpgsqlCommand(Move, transaction.Connection, transaction);
        move.Parameters.AddValue(file.Day);
        move.Parameters.AddValue(file.TenantId);
        move.Parameters.AddValue((short)tier);
        await move.ExecuteNonQueryAsync(cancellationToken);
    }
}
