using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Tollgate.Billing.Credits;

/// <summary>The table of grants.</summary>
internal static class CreditStore
{
    /// <summary>The columns of a grant, as <see cref="Read"/> expects them.</summary>
    public const string Columns =
        "grant_id, tenant_id, kind = 'purchased', priority, currency, amount, used, expired, expire_time, description, grant_time";

    /// <summary>The order in which usage takes from grants.</summary>
    public const string Order = "priority, expire_time nulls last, kind, grant_time, grant_id";

    private const string Insert =
        """
        insert into credit_grants (grant_id, tenant_id, request_id, kind, priority, currency, amount, expire_time, description)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    public static async Task InsertAsync(NpgsqlTransaction transaction, CreditGrant grant, string requestId, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = grant.GrantId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = grant.TenantId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = requestId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = grant.IsPurchased ? "purchased" : "promotional" });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = grant.Priority });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = grant.Currency });
        insert.Parameters.Add(new NpgsqlParameter<decimal> { TypedValue = grant.Amount });
        insert.Parameters.Add(new NpgsqlParameter
        {
            Value = grant.ExpireTime is { } end ? end.ToDateTimeUtc() : DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.TimestampTz,
        });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = grant.Description });
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public static CreditGrant Read(NpgsqlDataReader row) => new()
    {
        GrantId = row.GetGuid(0),
        TenantId = row.GetString(1),
        IsPurchased = row.GetBoolean(2),
        Priority = row.GetInt32(3),
        Currency = row.GetString(4),
        Amount = row.GetDecimal(5),
        Used = row.GetDecimal(6),
        Expired = row.GetDecimal(7),
        ExpireTime = row.IsDBNull(8) ? null : Instant.FromDateTimeUtc(row.GetDateTime(8)),
        Description = row.GetString(9),
        GrantTime = Instant.FromDateTimeUtc(row.GetDateTime(10)),
    };
}
