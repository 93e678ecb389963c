using Google.Protobuf.WellKnownTypes;
using Tollgate.Console.Platform;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Console.Usage;

/// <summary>What is asked of the usage page; anything unknown becomes the default.</summary>
internal sealed record UsageFilter(string Tenant, string Group, string Range)
{
    public static readonly IReadOnlyList<string> Groups = ["model", "assistant", "day", "hour", "user", "provider"];
    public static readonly IReadOnlyList<(string Value, string Name, int? Days)> Ranges = [("today", "Today", 0), ("week", "Last 7 days", 6), ("month", "Last 30 days", 29), ("all", "Always", null)];

    public static UsageFilter From(string? tenant, string? group, string? range) => new(
        tenant ?? "", Groups.Contains(group ?? "") ? group! : Groups[0], Ranges.Any(known => known.Value == range) ? range! : Ranges[0].Value);
}

/// <summary>A line of the usage page.</summary>
internal sealed record UsageLine(string Tenant, string Group, bool Simulated, UsageRow Row);

/// <summary>Tenants to choose from, and the lines of the chosen.</summary>
internal sealed record UsageView(IReadOnlyList<Tenant> Tenants, UsageFilter Filter, IReadOnlyList<UsageLine> Lines);

/// <summary>Reads sums of the ledger.</summary>
internal sealed class UsageQuery(UsageService.UsageServiceClient usage, ModelFacts models, PageCalls calls)
{
    public async Task<UsageView> ReadAsync(UsageFilter filter, CancellationToken cancellationToken)
    {
        var tenants = await calls.TenantsAsync(cancellationToken);
        var chosen = tenants.Where(tenant => filter.Tenant.Length == 0 || tenant.TenantId == filter.Tenant);
        var catalogue = await models.ReadAsync(cancellationToken);
        var lines = await Task.WhenAll(chosen.Select(async tenant => (await RowsAsync(tenant.TenantId, filter, cancellationToken))
            .Select(row => new UsageLine(tenant.TenantId, row.Group[filter.Group], filter.Group == "model" && catalogue.Simulated.Contains(row.Group[filter.Group]), row))));
        return new UsageView(tenants, filter, [.. lines.SelectMany(line => line).OrderBy(line => line.Tenant, StringComparer.Ordinal).ThenBy(line => line.Group, StringComparer.Ordinal)]);
    }

    private async Task<IReadOnlyList<UsageRow>> RowsAsync(string tenantId, UsageFilter filter, CancellationToken cancellationToken)
    {
        var request = new QueryUsageRequest { TenantId = tenantId, GroupBy = { filter.Group } };
        if (UsageFilter.Ranges.Single(range => range.Value == filter.Range).Days is { } days)
            request.StartTime = Timestamp.FromDateTimeOffset(calls.Today().AddDays(-days));
        return (await usage.QueryUsageAsync(request, calls.Options(cancellationToken))).Rows;
    }
}
