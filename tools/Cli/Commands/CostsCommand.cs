using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Cli.Commands;

internal static class CostsCommand
{
    internal static Command Create() => new("costs", "Costs beside usage: endpoint hours, tuning, storage, tools and the like.") { Add(), List(), Void(), Compare() };

    private static Command Add()
    {
        var id = new Argument<string>("id") { Description = "Id of the item; the same again changes nothing." };
        var category = new Option<string>("--category") { Description = "What it is, for example endpoint_hours.", Required = true };
        var amount = new Option<decimal>("--amount") { Description = "For the whole time, in USD.", Required = true };
        var from = new Option<DateTimeOffset>("--from") { Description = "When it begins.", Required = true };
        var to = new Option<DateTimeOffset>("--to") { Description = "When it ends.", Required = true };
        var tenant = new Option<string>("--tenant") { Description = "All of it is this tenant's." };
        var share = new Option<CostAllocation>("--share") { Description = "How it is shared out: usagecost, tokens, attempts or even.", DefaultValueFactory = _ => CostAllocation.UsageCost };
        var text = new Option<string>("--description") { Description = "For people." };
        var command = new Command("add", "Enters a cost that accrues evenly over its time.") { id, category, amount, from, to, tenant, share, text };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var owner = result.GetValue(tenant) ?? "";
            var added = await platform.Costs.CreateCostItemAsync(
                new CreateCostItemRequest
                {
                    Item = new CostItem
                    {
                        ItemId = result.GetValue(id)!,
                        Category = result.GetValue(category)!,
                        Description = result.GetValue(text) ?? "",
                        TenantId = owner,
                        Amount = new Money { Currency = "USD", Nanos = decimal.ToInt64(result.GetValue(amount) * 1_000_000_000m) },
                        StartTime = result.GetValue(from).ToTimestamp(),
                        EndTime = result.GetValue(to).ToTimestamp(),
                        Allocation = owner.Length > 0 ? CostAllocation.Tenant : result.GetValue(share),
                    },
                },
                cancellationToken: cancellationToken);
            console.WriteLine(Describe(added.Item));
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the items.");
        command.SetGuardedAction(async (_, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var list = await platform.Costs.ListCostItemsAsync(new ListCostItemsRequest(), cancellationToken: cancellationToken);
            foreach (var item in list.Items)
                console.WriteLine(Describe(item));
            return 0;
        });
        return command;
    }

    private static Command Void()
    {
        var id = new Argument<string>("id") { Description = "Id of the item." };
        var command = new Command("void", "Takes an item back: it counts no more, in any range.") { id };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var item = await platform.Costs.VoidCostItemAsync(new VoidCostItemRequest { ItemId = result.GetValue(id)! }, cancellationToken: cancellationToken);
            console.WriteLine(Describe(item.Item));
            return 0;
        });
        return command;
    }

    private static Command Compare()
    {
        var from = new Option<DateTimeOffset?>("--from") { Description = "Days from this time on (default: 30 days ago)." };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Days until this time (default: now)." };
        var all = new Option<bool>("--all") { Description = "Also those that agree." };
        var command = new Command("compare", "What providers charge beside what calls were settled at, by day and model; exits with 1 when they differ.") { from, to, all };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var end = result.GetValue(to) ?? TimeProvider.System.GetUtcNow();
            var list = await platform.Charges.ListChargeComparisonsAsync(
                new ListChargeComparisonsRequest { StartTime = (result.GetValue(from) ?? end.AddDays(-30)).ToTimestamp(), EndTime = end.ToTimestamp() },
                cancellationToken: cancellationToken);
            var differing = list.Comparisons.Where(day => day.Explanation is not (ChargeExplanation.Agrees or ChargeExplanation.Rounding)).ToArray();
            foreach (var day in result.GetValue(all) ? [.. list.Comparisons] : differing)
                console.WriteLine(Describe(day));
            console.WriteLine($"{list.Comparisons.Count} compared, {differing.Length} differ");
            return differing.Length == 0 ? 0 : 1;
        });
        return command;
    }

    private static string Describe(ChargeComparison day) => string.Create(
        CultureInfo.InvariantCulture,
        $"{day.Day.ToDateTimeOffset():yyyy-MM-dd}  {day.Endpoint}  {day.LineItem}  charged {day.Charged.Nanos / 1_000_000_000m} {day.Charged.Currency}, settled {day.Settled.Nanos / 1_000_000_000m} {day.Settled.Currency}: {day.Explanation}{(day.PriceVersions.Count > 0 ? $" at {string.Join(", ", day.PriceVersions)}" : "")}");

    private static string Describe(CostItem item) => string.Create(
        CultureInfo.InvariantCulture,
        $"{item.ItemId}  {item.Category}  {item.Amount.Nanos / 1_000_000_000m} {item.Amount.Currency}  {item.StartTime.ToDateTimeOffset():yyyy-MM-dd HH:mm} to {item.EndTime.ToDateTimeOffset():yyyy-MM-dd HH:mm}  {(item.TenantId.Length > 0 ? item.TenantId : item.Allocation.ToString())}{(item.VoidTime is null ? "" : "  (taken back)")}");
}
