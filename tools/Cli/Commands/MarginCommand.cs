using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;

namespace Tollgate.Cli.Commands;

internal static class MarginCommand
{
    internal static Command Create()
    {
        var from = new Option<DateTimeOffset?>("--from") { Description = "From this time (default: 30 days ago)." };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Until this time (default: now)." };
        var command = new Command("margin", "Price less full cost, by tenant and by plan.") { from, to };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var end = result.GetValue(to) ?? TimeProvider.System.GetUtcNow();
            var start = result.GetValue(from) ?? end.AddDays(-30);
            var margin = await platform.Margins.GetMarginAsync(
                new GetMarginRequest { StartTime = start.ToTimestamp(), EndTime = end.ToTimestamp() }, cancellationToken: cancellationToken);
            console.Write(TableOf("Tenant", margin.Tenants.Select(row => (row.TenantId.Length > 0 ? row.TenantId : "(nobody)", row)).Append(("all", margin.Total))));
            console.Write(TableOf("Plan", margin.Plans.Select(row => (row.PlanId.Length > 0 ? row.PlanId : "(none)", row))));
            if (margin.NotCompared.Count > 0)
                console.WriteLine($"In another currency, and not compared: {string.Join(", ", margin.NotCompared)}");
            return 0;
        });
        return command;
    }

    private static Table TableOf(string title, IEnumerable<(string Name, Margin Row)> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(title);
        foreach (var column in (ReadOnlySpan<string>)["usage price", "fees", "usage cost", "ours to pay", "other cost", "margin", "of price"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (name, row) in rows)
        {
            table.AddRow(
                name, Text(row.UsagePrice), Text(row.Fees), Text(row.UsageCost), Text(row.PlatformCost), Text(row.ItemCost), Text(row.Amount),
                row.UsagePrice.Nanos + row.Fees.Nanos == 0 ? "" : (row.BasisPoints / 10_000m).ToString("P1", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static string Text(Money money) => (money.Nanos / 1_000_000_000m).ToString("N4", CultureInfo.InvariantCulture);
}
