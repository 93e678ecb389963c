using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Costs;

/// <summary>Enters cost items and takes them back.</summary>
internal sealed class ManageCostItems(NpgsqlDataSource database, IOptions<LedgerOptions> ledger)
{
    private static readonly string[] Categories =
        ["endpoint_hours", "tuning", "store", "tool_calls", "retrieval", "embedding", "storage", "egress", "telemetry", "other"];

    public async Task<CostItem> CreateAsync(CostItem? item, CancellationToken cancellationToken)
    {
        var wanted = Check(item);
        if (await CostItemStore.InsertAsync(database, wanted, cancellationToken))
            return ToProto((await CostItemStore.FindAsync(database, wanted.ItemId, cancellationToken))!);
        var known = (await CostItemStore.FindAsync(database, wanted.ItemId, cancellationToken))!;
        return known with { CreateTime = default, VoidTime = null } == wanted
            ? ToProto(known)
            : throw TollgateException.AlreadyExists("COST_ITEM_EXISTS", $"Cost item '{wanted.ItemId}' exists and says otherwise.");
    }

    public async Task<CostItem> VoidAsync(string itemId, CancellationToken cancellationToken)
    {
        if (BudgetRules.IsId(itemId))
        {
            await CostItemStore.VoidAsync(database, itemId, cancellationToken);
            if (await CostItemStore.FindAsync(database, itemId, cancellationToken) is { } item)
                return ToProto(item);
        }

        throw TollgateException.NotFound("COST_ITEM_NOT_FOUND", $"There is no cost item '{itemId}'.");
    }

    public async Task<IReadOnlyList<CostItem>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await CostItemStore.ListAsync(database, cancellationToken)).Select(ToProto)];

    private StoredCostItem Check(CostItem? item)
    {
        var rules = new Validation();
        if (rules.Require(item is not null, "item", "is required"))
        {
            rules.Require(BudgetRules.IsId(item!.ItemId), "item.item_id", "must be 1 to 63 lower-case letters, digits and dashes");
            rules.Require(Categories.Contains(item.Category), "item.category", $"must be one of {string.Join(", ", Categories)}");
            rules.Require(item.Description.Length <= 500 && !item.Description.Contains('\0'), "item.description", "must be at most 500 characters");
            rules.Require(item.Amount?.Currency == ledger.Value.Currency, "item.amount.currency", $"must be {ledger.Value.Currency}, in which the books are kept");
            rules.Require(item.Amount?.Nanos >= 0, "item.amount.nanos", "must not be negative");
            rules.Require(
                item.Allocation != CostAllocation.Unspecified && System.Enum.IsDefined(item.Allocation), "item.allocation", "is not a known rule");
            rules.Require(
                item.Allocation == CostAllocation.Tenant ? BudgetRules.IsId(item.TenantId) : item.TenantId.Length == 0,
                "item.tenant_id",
                "must name the tenant when all of it is one's, and be empty else");
            rules.Require(item.StartTime is not null, "item.start_time", "is required");
            rules.Require(item.EndTime is not null, "item.end_time", "is required");
        }

        rules.ThrowIfInvalid();
        var (start, end) = HourRange.Read(item!.StartTime, item.EndTime);
        return new StoredCostItem(
            item.ItemId, item.Category, item.Description, item.TenantId, item.Amount!.Nanos, Micro(start!.Value), Micro(end!.Value), item.Allocation);
    }

    // As Postgres keeps it.
    private static DateTimeOffset Micro(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private CostItem ToProto(StoredCostItem item) => new()
    {
        ItemId = item.ItemId,
        Category = item.Category,
        Description = item.Description,
        TenantId = item.TenantId,
        Amount = new Money { Currency = ledger.Value.Currency, Nanos = item.CostNanos },
        StartTime = item.Start.ToTimestamp(),
        EndTime = item.End.ToTimestamp(),
        Allocation = item.Allocation,
        CreateTime = item.CreateTime.ToTimestamp(),
        VoidTime = item.VoidTime?.ToTimestamp(),
    };
}
