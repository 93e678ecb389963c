using Npgsql;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Entitlements;

/// <summary>Tells those who keep a copy, in the transaction of the change.</summary>
internal static class EntitlementsNews
{
    public static Task AddAsync(Outbox outbox, NpgsqlTransaction transaction, string tenantId, long version, CancellationToken cancellationToken) =>
        outbox.AddAsync(
            transaction, EventIds.From($"{tenantId}/{version}", "entitlements"), new EntitlementsChanged { TenantId = tenantId, Version = version },
            cancellationToken);
}
