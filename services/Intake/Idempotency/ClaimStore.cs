using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Tollgate.Intake.Idempotency;

/// <summary>Idempotency keys in the database. Its clock decides, because replicas' clocks differ.</summary>
internal sealed class ClaimStore(NpgsqlDataSource database, ReplicaIdentity replica, IOptions<IdempotencyOptions> options)
{
    private const string BeginSql = """
        with mine as (
            insert into idempotency_keys
                (tenant_id, idempotency_key, request_hash, operation_id, state, owner, tries, charged, expire_time)
            values ($1, $2, $3, $4, 0, $5, 1, false, now() + $6)
            on conflict (tenant_id, idempotency_key) do nothing
            returning operation_id)
        select k.request_hash, k.operation_id, k.state, k.owner, k.tries, k.charged, k.completion,
               coalesce(l.lease_until > now(), false), k.expire_time <= now()
        from idempotency_keys k left join replica_leases l on l.replica_id = k.owner
        where k.tenant_id = $1 and k.idempotency_key = $2 and not exists (select 1 from mine)
        union all
        select $3, operation_id, 0::smallint, $5, 1, false, null, true, false from mine
        """;

    private const string TakeOverSql = """
        update idempotency_keys set
            operation_id = $5, request_hash = $6, state = 0, owner = $7, tries = $8, charged = $9, completion = null, expire_time = now() + $10
        where tenant_id = $1 and idempotency_key = $2 and owner = $3 and tries = $4
        """;

    private const string FinishSql = """
        update idempotency_keys k set state = r.state, charged = k.charged or r.charged, completion = r.completion
        from unnest($1::text[], $2::text[], $3::int[], $4::smallint[], $5::bool[], $6::bytea[])
            as r(tenant_id, idempotency_key, tries, state, charged, completion)
        where k.tenant_id = r.tenant_id and k.idempotency_key = r.idempotency_key and k.tries = r.tries and k.owner = $7 and k.state = 0
        """;

    /// <summary>Takes the key if it is free; what the key then is. Null when another has just taken it and is not visible yet.</summary>
    public async Task<ClaimRow?> BeginAsync(
        string tenantId, string key, byte[] requestHash, Guid operationId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(BeginSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = requestHash });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operationId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.Value.Window });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Read(row) : null;
    }

    /// <summary>Takes a key over from the try that was seen; false when another was faster.</summary>
    public async Task<bool> TakeOverAsync(Claim claim, ClaimRow seen, byte[] requestHash, bool charged, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(TakeOverSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = claim.TenantId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = claim.Key });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = seen.Owner });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = seen.Tries });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = claim.Operation.Id });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = requestHash });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = claim.Operation.Try });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = charged });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.Value.Window });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Notes how claims ended; null when there are none. A claim that was taken over meanwhile is left alone.</summary>
    public NpgsqlBatchCommand? FinishCommand(IReadOnlyList<ClaimResult> results)
    {
        if (results.Count == 0)
            return null;

        // In one order everywhere, so that two replicas cannot wait for each other.
        var ordered = results.OrderBy(r => r.Claim.TenantId, StringComparer.Ordinal).ThenBy(r => r.Claim.Key, StringComparer.Ordinal).ToArray();
        return new NpgsqlBatchCommand(FinishSql)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. ordered.Select(r => r.Claim.TenantId)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. ordered.Select(r => r.Claim.Key)] },
                new NpgsqlParameter<int[]> { TypedValue = [.. ordered.Select(r => r.Claim.Operation.Try)] },
                new NpgsqlParameter<short[]> { TypedValue = [.. ordered.Select(r => (short)r.State)] },
                new NpgsqlParameter<bool[]> { TypedValue = [.. ordered.Select(r => r.Charged)] },
                new NpgsqlParameter { Value = ordered.Select(r => r.Completion).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                new NpgsqlParameter<Guid> { TypedValue = replica.Id },
            },
        };
    }

    private static ClaimRow Read(NpgsqlDataReader row) => new()
    {
        RequestHash = row.GetFieldValue<byte[]>(0),
        OperationId = row.GetGuid(1),
        State = (ClaimState)row.GetInt16(2),
        Owner = row.GetGuid(3),
        Tries = row.GetInt32(4),
        Charged = row.GetBoolean(5),
        Completion = row.IsDBNull(6) ? null : row.GetFieldValue<byte[]>(6),
        OwnerAlive = row.GetBoolean(7),
        Expired = row.GetBoolean(8),
    };
}
