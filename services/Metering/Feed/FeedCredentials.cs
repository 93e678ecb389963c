using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Feed;

/// <summary>Makes, lists, revokes and recognises credentials of tenants.</summary>
internal sealed class FeedCredentials(NpgsqlDataSource database, TimeProvider clock)
{
    private const int MaxDescription = 200;
    private const string Columns = "credential_id, tenant_id, description, create_time, expire_time, revoke_time";

    /// <summary>Makes one and the text that is shown once; the same again answers what is there, without its text.</summary>
    public async Task<(FeedCredential Credential, FeedCredentialText? Text)> CreateAsync(
        Contracts.Metering.V1.FeedCredential? request, CancellationToken cancellationToken)
    {
        var wanted = Check(request ?? new Contracts.Metering.V1.FeedCredential());
        var text = FeedCredentialText.Make(wanted.CredentialId);
        await using var insert = database.CreateCommand(
            """
            INSERT INTO usage_feed_credentials (credential_id, tenant_id, description, secret_hash, expire_time) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (credential_id) DO NOTHING
            """);
        insert.Parameters.AddValue(wanted.CredentialId);
        insert.Parameters.AddValue(wanted.TenantId);
        insert.Parameters.AddValue(wanted.Description);
        insert.Parameters.AddValue(text.Hash);
        insert.Parameters.Add(new NpgsqlParameter { Value = (object?)wanted.ExpireTime?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        var isNew = await insert.ExecuteNonQueryAsync(cancellationToken) > 0;
        var known = (await FindAsync(wanted.CredentialId, cancellationToken))!;
        return (known.TenantId, known.Description, Seconds(known.ExpireTime)) == (wanted.TenantId, wanted.Description, Seconds(wanted.ExpireTime))
            ? (known, isNew ? text : null)
            : throw TollgateException.AlreadyExists("CREDENTIAL_EXISTS", $"Credential '{wanted.CredentialId}' exists with other settings.");
    }

    /// <summary>Those of one tenant, or (empty) all.</summary>
    public async Task<IReadOnlyList<FeedCredential>> ListAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(
            $"SELECT {Columns} FROM usage_feed_credentials WHERE $1 = '' OR tenant_id = $1 ORDER BY create_time, credential_id");
        query.Parameters.AddValue(tenantId);
        return await ReadAsync(query, cancellationToken);
    }

    /// <summary>Revokes one, for good. Again changes nothing.</summary>
    public async Task<FeedCredential> RevokeAsync(string credentialId, CancellationToken cancellationToken)
    {
        var rules = new Validation();
        rules.Require(Guid.TryParse(credentialId, out var id), "credential_id", "must be a UUID");
        rules.ThrowIfInvalid();
        await using var revoke = database.CreateCommand(
            "UPDATE usage_feed_credentials SET revoke_time = coalesce(revoke_time, clock_timestamp()) WHERE credential_id = $1");
        revoke.Parameters.AddValue(id);
        await revoke.ExecuteNonQueryAsync(cancellationToken);
        return await FindAsync(id, cancellationToken) ?? throw TollgateException.NotFound("CREDENTIAL_NOT_FOUND", $"There is no credential '{id}'.");
    }

    /// <summary>The credential whose text this is; null when there is none, or it is good no longer.</summary>
    public async Task<FeedCredential?> RecogniseAsync(FeedCredentialText text, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand("SELECT secret_hash FROM usage_feed_credentials WHERE credential_id = $1");
        query.Parameters.AddValue(text.Id);
        return await query.ExecuteScalarAsync(cancellationToken) is byte[] hash && CryptographicOperations.FixedTimeEquals(hash, text.Hash)
            ? await FindGoodAsync(text.Id, cancellationToken)
            : null;
    }

    /// <summary>The credential, while it is good.</summary>
    public async Task<FeedCredential?> FindGoodAsync(Guid id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } known && known.IsGood(clock.GetUtcNow()) ? known : null;

    private async Task<FeedCredential?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"SELECT {Columns} FROM usage_feed_credentials WHERE credential_id = $1");
        query.Parameters.AddValue(id);
        return (await ReadAsync(query, cancellationToken)).SingleOrDefault();
    }

    private FeedCredential Check(Contracts.Metering.V1.FeedCredential wanted)
    {
        var now = clock.GetUtcNow();
        var rules = new Validation();
        rules.Require(Guid.TryParse(wanted.CredentialId, out var id) && id != Guid.Empty, "credential.credential_id", "must be a UUID");
        rules.Require(wanted.TenantId.Length > 0 && !wanted.TenantId.Contains('\0'), "credential.tenant_id", "is required");
        rules.Require(
            wanted.Description.Length <= MaxDescription && !wanted.Description.Contains('\0'), "credential.description", "must be text of at most 200 characters");
        var expires = HourRange.ReadTime(rules, wanted.ExpireTime, "credential.expire_time");
        rules.Require(expires is null || expires > now, "credential.expire_time", "must be in the future");
        rules.ThrowIfInvalid();
        return new FeedCredential(id, wanted.TenantId, wanted.Description, now, expires, null);
    }

    // A repetition after the database rounded it is the same.
    private static long? Seconds(DateTimeOffset? time) => time?.ToUnixTimeSeconds();

    private static async Task<IReadOnlyList<FeedCredential>> ReadAsync(NpgsqlCommand query, CancellationToken cancellationToken)
    {
        var found = new List<FeedCredential>();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            found.Add(new FeedCredential(
                row.GetGuid(0), row.GetString(1), row.GetString(2), BudgetRows.ReadTime(row, 3), await TimeAsync(row, 4, cancellationToken),
                await TimeAsync(row, 5, cancellationToken)));
        }

        return found;
    }

    private static async Task<DateTimeOffset?> TimeAsync(NpgsqlDataReader row, int ordinal, CancellationToken cancellationToken) =>
        await row.IsDBNullAsync(ordinal, cancellationToken) ? null : BudgetRows.ReadTime(row, ordinal);
}
