using Tollgate.Contracts.Billing.V1;
using Tollgate.Intake.Accounts;

namespace Tollgate.Intake.Entitlements;

/// <summary>Entitlements in memory, so that a request needs no call to Billing. While Billing is away, what is known stays in use.</summary>
internal sealed class EntitlementsCache(EntitlementsService.EntitlementsServiceClient billing, TimeProvider clock)
{
    private const int Page = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly VersionedMap<string, TenantEntitlements> tenants = new();

    /// <summary>What the tenant may do; null when Billing has not heard of it.</summary>
    public TenantEntitlements? Find(string tenantId) => tenants.Find(tenantId);

    /// <summary>Asks Billing for what changed since. Rows replace older ones only, so callers may overlap.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var changes = await billing.ListEntitlementsAsync(
                new ListEntitlementsRequest { AfterVersion = tenants.Watermark, PageSize = Page },
                deadline: clock.GetUtcNow().UtcDateTime + Patience,
                cancellationToken: cancellationToken);
            tenants.Apply(changes.Entitlements.Select(TenantEntitlements.From).Select(row => KeyValuePair.Create(row.TenantId, row)));
            if (changes.Entitlements.Count < Page)
                return;
        }
    }
}
