using Google.Protobuf.WellKnownTypes;
using Tollgate.Console.Platform;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tally = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Console.Overview;

/// <summary>Today over all tenants.</summary>
internal sealed record OverviewView(
    DateTimeOffset Day, RequestRow Requests, IReadOnlyList<RequestRow> Hours, IReadOnlyList<TenantToday> Tenants, TokenUsage Tokens, long CostNanos,
    bool HasSimulatedModels)
{
    public long BaselineNanos => Requests.BaselineCost?.Nanos ?? 0;
}

/// <summary>A tenant's day.</summary>
internal sealed record TenantToday(string TenantId, string Name, RequestRow Requests, long CostNanos);

/// <summary>Reads the first page: spend from the ledger's rollups, requests and baseline from the requests' rollups.</summary>
internal sealed class OverviewQuery(UsageService.UsageServiceClient usage, ModelFacts models, PageCalls calls)
{
    public async Task<OverviewView> ReadAsync(CancellationToken cancellationToken)
    {
        var today = calls.Today();
        var start = Timestamp.FromDateTimeOffset(today);
        var tenants = await calls.TenantsAsync(cancellationToken);
        var hours = RequestsAsync(start, "hour", cancellationToken);
        var byTenant = await RequestsAsync(start, "tenant", cancellationToken);
        var spends = await Task.WhenAll(tenants.Select(tenant => UsageAsync(tenant.TenantId, start, cancellationToken)));

        var rows = tenants.Zip(spends, (tenant, spend) => new TenantToday(
            tenant.TenantId, tenant.DisplayName, byTenant.FirstOrDefault(row => row.Group["tenant"] == tenant.TenantId) ?? new RequestRow(), spend.CostNanos));
        return new OverviewView(
            today, Sum(byTenant), await hours, [.. rows], spends.Aggregate(Tally.Zero, (sum, spend) => sum + spend.Tokens).ToProto(),
            spends.Sum(spend => spend.CostNanos), (await models.ReadAsync(cancellationToken)).Simulated.Count > 0);
    }

    private async Task<IReadOnlyList<RequestRow>> RequestsAsync(Timestamp start, string group, CancellationToken cancellationToken) =>
        (await usage.QueryRequestsAsync(new QueryRequestsRequest { StartTime = start, GroupBy = { group } }, calls.Options(cancellationToken))).Rows;

    private async Task<(Tally Tokens, long CostNanos)> UsageAsync(string tenantId, Timestamp start, CancellationToken cancellationToken)
    {
        var response = await usage.QueryUsageAsync(new QueryUsageRequest { TenantId = tenantId, StartTime = start }, calls.Options(cancellationToken));
        return (response.Rows.Aggregate(Tally.Zero, (sum, row) => sum + row.Usage.ToUsage()), response.Rows.Sum(row => row.Cost?.Nanos ?? 0));
    }

    private static RequestRow Sum(IReadOnlyList<RequestRow> rows) => new()
    {
        Requests = rows.Sum(row => row.Requests),
        Answered = rows.Sum(row => row.Answered),
        Cached = rows.Sum(row => row.Cached),
        Refused = rows.Sum(row => row.Refused),
        Failed = rows.Sum(row => row.Failed),
        Escalated = rows.Sum(row => row.Escalated),
        Downgraded = rows.Sum(row => row.Downgraded),
        BaselineCost = new Money { Currency = "USD", Nanos = rows.Sum(row => row.BaselineCost?.Nanos ?? 0) },
    };
}
