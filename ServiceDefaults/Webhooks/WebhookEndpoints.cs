using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>Makes, lists, re-enables and removes endpoints, and rotates their secrets. The caller decides who may.</summary>
public sealed class WebhookEndpoints
{
    private const string Columns =
        "e.endpoint_id, e.purpose, e.owner, e.url, e.description, e.ordered, e.max_in_flight, e.created_at, e.failing_since, e.disabled_at, e.disabled_reason";

    private const int MaxUrlLength = 2048;

    private readonly NpgsqlDataSource database;
    private readonly WebhookSecretVault vault;
    private readonly WebhookOptions options;
    private readonly TimeProvider clock;

    internal WebhookEndpoints(NpgsqlDataSource database, WebhookSecretVault vault, IOptions<WebhookOptions> options, TimeProvider clock)
    {
        this.database = database;
        this.vault = vault;
        this.options = options.Value;
        this.clock = clock;
    }

    /// <summary>Notes what is wrong with an address as the field of a request.</summary>
    /// <returns>The address, when nothing is.</returns>
    public Uri? Check(Validation rules, string url, string field)
    {
        var known = Uri.TryCreate(url, UriKind.Absolute, out var address);
        var right = rules.Require(known && url.Length <= MaxUrlLength, field, "must be an absolute URL of at most 2,048 characters")
            && rules.Require(address!.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && options.AllowHttp), field, "must use https")
            && rules.Require(address.UserInfo.Length == 0, field, "must not contain credentials")
            // Names are checked when they are resolved, at each connection; a literal can be refused at once.
            && rules.Require(
                options.AllowPrivateAddresses || !System.Net.IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) || PublicAddress.Is(ip),
                field, "must be on the public internet");
        return right ? address : null;
    }

    /// <summary>Adds an endpoint in the caller's transaction.</summary>
    /// <returns>Its first secret, to be shown once.</returns>
    public async Task<WebhookSecret> AddAsync(NpgsqlTransaction transaction, WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var secret = WebhookSecret.Create();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new(
                    """
                    INSERT INTO webhooks.endpoints (endpoint_id, purpose, owner, url, description, ordered, max_in_flight, created_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                    """)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid> { TypedValue = endpoint.EndpointId },
                        new NpgsqlParameter<string> { TypedValue = endpoint.Purpose },
                        new NpgsqlParameter<string> { TypedValue = endpoint.Owner },
                        new NpgsqlParameter<string> { TypedValue = endpoint.Url.AbsoluteUri },
                        new NpgsqlParameter<string> { TypedValue = endpoint.Description },
                        new NpgsqlParameter<bool> { TypedValue = endpoint.Ordered },
                        new NpgsqlParameter<int> { TypedValue = endpoint.Ordered ? 1 : endpoint.MaxInFlight },
                        new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime },
                    },
                },
                InsertOf(endpoint.EndpointId, 1, secret),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return secret;
    }

    /// <summary>The endpoints of a purpose, of one owner or (null) of all, oldest first.</summary>
    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(string purpose, string? owner, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(
            $"SELECT {Columns} FROM webhooks.endpoints e WHERE e.purpose = $1 AND ($2 IS NULL OR e.owner = $2) ORDER BY e.endpoint_id");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = purpose });
        query.Parameters.Add(new NpgsqlParameter { Value = (object?)owner ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        var endpoints = new List<WebhookEndpoint>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            endpoints.Add(Read(rows));
        return endpoints;
    }

    /// <summary>One endpoint of a purpose; null when there is none.</summary>
    public async Task<WebhookEndpoint?> FindAsync(string purpose, Guid endpointId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"SELECT {Columns} FROM webhooks.endpoints e WHERE e.purpose = $1 AND e.endpoint_id = $2");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = purpose });
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = endpointId });
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken) ? Read(rows) : null;
    }

    /// <summary>Makes a new secret that signs from now on; the newest before it signs on for the overlap, older ones no more.</summary>
    /// <returns>The new secret, to be shown once; null when the endpoint does not exist.</returns>
    public async Task<WebhookSecret?> RotateSecretAsync(Guid endpointId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var newest = new NpgsqlCommand(
            """
            SELECT (SELECT max(secret_id) FROM webhooks.secrets s WHERE s.endpoint_id = e.endpoint_id)
            FROM webhooks.endpoints e WHERE e.endpoint_id = $1 FOR UPDATE OF e
            """,
            connection, transaction);
        newest.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = endpointId });
        if (await newest.ExecuteScalarAsync(cancellationToken) is not int last)
            return null;

        var secret = WebhookSecret.Create();
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("DELETE FROM webhooks.secrets WHERE endpoint_id = $1 AND secret_id < $2")
                {
                    Parameters = { new NpgsqlParameter<Guid> { TypedValue = endpointId }, new NpgsqlParameter<int> { TypedValue = last } },
                },
                new("UPDATE webhooks.secrets SET expires_at = $2 WHERE endpoint_id = $1")
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid> { TypedValue = endpointId },
                        new NpgsqlParameter<DateTime> { TypedValue = (clock.GetUtcNow() + options.RotationOverlap).UtcDateTime },
                    },
                },
                InsertOf(endpointId, last + 1, secret),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return secret;
    }

    /// <summary>Sends to it again after it was disabled; what waited goes first.</summary>
    public async Task EnableAsync(NpgsqlTransaction transaction, Guid endpointId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var sql in new[]
        {
            """
            UPDATE webhooks.endpoints SET disabled_at = NULL, disabled_reason = '', failing_since = NULL, paused_until = '-infinity'
            WHERE endpoint_id = $1
            """,
            "UPDATE webhooks.deliveries SET next_try_at = '-infinity', first_try_at = NULL WHERE endpoint_id = $1 AND state = 0",
        })
        {
            batch.BatchCommands.Add(new(sql) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = endpointId } } });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Sends nothing more to it until it is enabled.</summary>
    public async Task DisableAsync(NpgsqlTransaction transaction, Guid endpointId, string reason, CancellationToken cancellationToken)
    {
        await using var update = new NpgsqlCommand(
            "UPDATE webhooks.endpoints SET disabled_at = $2, disabled_reason = $3 WHERE endpoint_id = $1", transaction.Connection, transaction);
        update.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = endpointId });
        update.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
        update.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes it with its secrets and messages. False when it was not there.</summary>
    public async Task<bool> DeleteAsync(Guid endpointId, CancellationToken cancellationToken)
    {
        await using var delete = database.CreateCommand("DELETE FROM webhooks.endpoints WHERE endpoint_id = $1");
        delete.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = endpointId });
        return await delete.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>The secrets that sign now. One that does not open (sealed under another key) is left out.</summary>
    internal async Task<IReadOnlyList<WebhookSecret>> ReadSecretsAsync(Guid endpointId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(
            "SELECT sealed FROM webhooks.secrets WHERE endpoint_id = $1 AND expires_at > $2 ORDER BY secret_id DESC");
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = endpointId });
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
        var secrets = new List<WebhookSecret>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            try
            {
                secrets.Add(vault.Open(endpointId, rows.GetFieldValue<byte[]>(0)));
            }
            catch (CryptographicException)
            {
                // The delivery says so when none is left.
            }
        }

        return secrets;
    }

    private NpgsqlBatchCommand InsertOf(Guid endpointId, int secretId, WebhookSecret secret) =>
        new("INSERT INTO webhooks.secrets (endpoint_id, secret_id, sealed) VALUES ($1, $2, $3)")
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = endpointId },
                new NpgsqlParameter<int> { TypedValue = secretId },
                new NpgsqlParameter<byte[]> { TypedValue = vault.Seal(endpointId, secret) },
            },
        };

    private static WebhookEndpoint Read(NpgsqlDataReader row) => new()
    {
        EndpointId = row.GetGuid(0),
        Purpose = row.GetString(1),
        Owner = row.GetString(2),
        Url = new Uri(row.GetString(3)),
        Description = row.GetString(4),
        Ordered = row.GetBoolean(5),
        MaxInFlight = row.GetInt32(6),
        CreateTime = row.GetFieldValue<DateTimeOffset>(7),
        FailingSince = row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
        DisableTime = row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
        DisableReason = row.GetString(10),
    };
}
