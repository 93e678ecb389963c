using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NodaTime;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;
using Duration = NodaTime.Duration;

namespace Tollgate.Billing.Margins;

/// <summary>Price less full cost. Price is ours; cost is asked of Metering for the same hours.</summary>
internal sealed class GetMargin(Earnings earnings, CostsService.CostsServiceClient metering, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const string Currency = "USD";
    private const decimal NanosPerUnit = 1_000_000_000m;

    public async Task<GetMarginResponse> ExecuteAsync(GetMarginRequest request, CancellationToken cancellationToken)
    {
        var (start, end) = Check(request);
        var costs = await CostsAsync(start, end, cancellationToken);
        var earned = await earnings.ReadAsync(start, end, cancellationToken);
        // Nothing here converts: a price in another currency has no margin over this cost.
        var others = earned.Where(tenant => tenant.Currency is not ("" or Currency)).Select(tenant => tenant.TenantId).ToHashSet(StringComparer.Ordinal);
        var rows = Rows(
            [.. earned.Where(tenant => !others.Contains(tenant.TenantId))], [.. costs.Where(cost => !others.Contains(cost.TenantId))]);
        var response = new GetMarginResponse { Total = ToProto(MarginRow.Sum("", "", rows)) };
        response.Tenants.AddRange(rows.Select(ToProto));
        response.Plans.AddRange(rows.GroupBy(row => row.PlanId).OrderBy(plan => plan.Key, StringComparer.Ordinal)
            .Select(plan => ToProto(MarginRow.Sum("", plan.Key, [.. plan]))));
        response.NotCompared.AddRange(others.Order(StringComparer.Ordinal));
        return response;
    }

    /// <summary>Every tenant that is charged or costs something.</summary>
    internal static IReadOnlyList<MarginRow> Rows(IReadOnlyList<TenantEarnings> earned, IReadOnlyList<TenantCost> costs)
    {
        var byTenant = costs.ToDictionary(cost => cost.TenantId, StringComparer.Ordinal);
        var charged = earned.ToDictionary(tenant => tenant.TenantId, StringComparer.Ordinal);
        return
        [
            .. charged.Keys.Union(byTenant.Keys).OrderBy(id => id.Length == 0).ThenBy(id => id, StringComparer.Ordinal).Select(id =>
            {
                var (price, cost) = (charged.GetValueOrDefault(id), byTenant.GetValueOrDefault(id));
                return new MarginRow(id, price?.PlanId ?? "")
                {
                    UsagePrice = Nanos(price?.UsagePrice ?? 0),
                    Fees = Nanos(price?.Fees ?? 0),
                    UsageCost = cost?.CustomerUsage.Nanos ?? 0,
                    PlatformCost = cost?.PlatformUsage.Nanos ?? 0,
                    ItemCost = cost?.Items.Sum(item => item.Cost.Nanos) ?? 0,
                };
            }),
        ];
    }

    private async Task<IReadOnlyList<TenantCost>> CostsAsync(Instant start, Instant end, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await metering.QueryCostsAsync(
                new QueryCostsRequest { StartTime = start.ToDateTimeOffset().ToTimestamp(), EndTime = end.ToDateTimeOffset().ToTimestamp() },
                deadline: (clock.GetUtcNow() + Patience).UtcDateTime,
                cancellationToken: cancellationToken);
            return answer.Tenants;
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw TollgateException.FromRpc(error);
        }
    }

    private static (Instant Start, Instant End) Check(GetMarginRequest request)
    {
        var rules = new Validation();
        rules.Require(IsTime(request.StartTime), "start_time", "is required");
        rules.Require(IsTime(request.EndTime), "end_time", "is required");
        rules.ThrowIfInvalid();
        var (start, end) = (Hour(request.StartTime, roundUp: false), Hour(request.EndTime, roundUp: true));
        rules.Require(start < end, "end_time", "must be after start_time");
        rules.ThrowIfInvalid();
        return (start, end);
    }

    private static bool IsTime(Timestamp? time) => time is { Seconds: >= 0 and < 4_102_444_800, Nanos: >= 0 and < 1_000_000_000 };

    // As Metering keeps its rollups.
    private static Instant Hour(Timestamp time, bool roundUp)
    {
        var seconds = time.Seconds - (time.Seconds % NodaConstants.SecondsPerHour);
        var floor = Instant.FromUnixTimeSeconds(seconds);
        return roundUp && (seconds < time.Seconds || time.Nanos > 0) ? floor + Duration.FromHours(1) : floor;
    }

    private static long Nanos(decimal amount) => decimal.ToInt64(decimal.Round(amount * NanosPerUnit, 0, MidpointRounding.ToEven));

    private static Contracts.Billing.V1.Margin ToProto(MarginRow row) => new()
    {
        TenantId = row.TenantId,
        PlanId = row.PlanId,
        UsagePrice = Money(row.UsagePrice),
        Fees = Money(row.Fees),
        UsageCost = Money(row.UsageCost),
        PlatformCost = Money(row.PlatformCost),
        ItemCost = Money(row.ItemCost),
        Amount = Money(row.Margin),
        BasisPoints = row.BasisPoints,
    };

    private static Money Money(long nanos) => new() { Currency = Currency, Nanos = nanos };
}
