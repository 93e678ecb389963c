using Npgsql;
using NpgsqlTypes;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Entitlements;

/// <summary>Changes how a tenant pays or whether it is served, and tells those who keep a copy.</summary>
internal sealed class SetAccount(NpgsqlDataSource database, Outbox outbox)
{
    private const string Update = "update accounts set prepaid = coalesce($2, prepaid), status = coalesce($3, status) where tenant_id = $1";

    public async Task<AccountEntitlements> ExecuteAsync(string tenantId, bool? prepaid, AccountStatus status, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await SubscriptionStore.LockAsync(transaction, tenantId, cancellationToken);
        var before = await EntitlementsStore.GetAsync(transaction, tenantId, cancellationToken);
        await using (var update = new NpgsqlCommand(Update, connection, transaction))
        {
            update.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
            update.Parameters.Add(new NpgsqlParameter { Value = (object?)prepaid ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean });
            update.Parameters.Add(new NpgsqlParameter
            {
                Value = status is AccountStatus.Unspecified ? DBNull.Value : AccountStatuses.ToText(status),
                NpgsqlDbType = NpgsqlDbType.Text,
            });
            await update.ExecuteNonQueryAsync(cancellationToken);
        }

        var after = await EntitlementsStore.GetAsync(transaction, tenantId, cancellationToken);
        if (after.Version != before.Version)
            await EntitlementsNews.AddAsync(outbox, transaction, tenantId, after.Version, cancellationToken);

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return after;
    }
}
