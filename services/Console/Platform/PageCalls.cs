using Grpc.Core;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Console.Platform;

/// <summary>How pages call: never longer than a person waits for a page.</summary>
internal sealed class PageCalls(TimeProvider clock, AdminService.AdminServiceClient admin)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public CallOptions Options(CancellationToken cancellationToken) => new(deadline: (clock.GetUtcNow() + Patience).UtcDateTime, cancellationToken: cancellationToken);

    /// <summary>The beginning of today, UTC.</summary>
    public DateTimeOffset Today() => new(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    public async Task<IReadOnlyList<Tenant>> TenantsAsync(CancellationToken cancellationToken)
    {
        var response = await admin.ListTenantsAsync(new ListTenantsRequest(), Options(cancellationToken));
        return [.. response.Tenants.OrderBy(tenant => tenant.TenantId, StringComparer.Ordinal)];
    }
}
