using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Cli.Commands;

internal static class AnomaliesCommand
{
    internal static Command Create()
    {
        var tenant = new Option<string>("--tenant") { Description = "Only this tenant's (default: all)." };
        var from = new Option<DateTimeOffset?>("--from") { Description = "With an hour from this time (default: 7 days ago)." };
        var all = new Option<bool>("--withdrawn") { Description = "Also those that late corrections made ordinary." };
        var command = new Command("anomalies", "Hours in which a tenant's usage was out of the ordinary, with the evidence.") { tenant, from, all, Show() };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var list = await platform.Anomalies.ListAnomaliesAsync(
                new ListAnomaliesRequest
                {
                    TenantId = result.GetValue(tenant) ?? "",
                    StartTime = (result.GetValue(from) ?? TimeProvider.System.GetUtcNow().AddDays(-7)).ToTimestamp(),
                    IncludeWithdrawn = result.GetValue(all),
                },
                cancellationToken: cancellationToken);
            foreach (var anomaly in list.Anomalies)
                console.WriteLine(Describe(anomaly));
            if (list.Anomalies.Count == 0)
                console.WriteLine("Nothing was out of the ordinary.");
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "Id of the anomaly." };
        var tenant = new Option<string>("--tenant") { Description = "Whose it is.", Required = true };
        var command = new Command("show", "Shows what was seen, what was expected and from which hours, and who contributed.") { id, tenant };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var found = await platform.Anomalies.GetAnomalyAsync(
                new GetAnomalyRequest { TenantId = result.GetValue(tenant)!, AnomalyId = result.GetValue(id)! }, cancellationToken: cancellationToken);
            console.WriteLine(Describe(found.Anomaly));
            foreach (var hour in found.Anomaly.Hours)
                console.WriteLine($"  {Time(hour.Hour)}  {Seen(hour)}, of {hour.ComparedHours.Count} hours from {Time(hour.ComparedHours.First())} to {Time(hour.ComparedHours.Last())}");
            var table = new Table().Border(TableBorder.Rounded).AddColumn("By").AddColumn("Who").AddColumn(new TableColumn("had").RightAligned())
                .AddColumn(new TableColumn("usually").RightAligned());
            foreach (var part in found.Contributors)
                table.AddRow(part.Dimension, Markup.Escape(part.Rest ? "(the rest)" : part.Value.Length == 0 ? "(none)" : part.Value), Text(part.Observed), Text(part.Expected));
            console.Write(table);
            console.WriteLine($"Each dimension adds up to {Text(found.Total)}.");
            return 0;
        });
        return command;
    }

    private static string Describe(Anomaly anomaly)
    {
        var worst = anomaly.Hours.MaxBy(hour => hour.ScoreHundredths);
        var hours = anomaly.WithdrawTime is { } time ? $"withdrawn {Time(time)}" : $"{Time(anomaly.Hours[0].Hour)}, {anomaly.Hours.Count} h";
        return $"{anomaly.AnomalyId}  {anomaly.TenantId}  {anomaly.Metric} {(anomaly.Above ? "above" : "below")}  {hours}{(worst is null ? "" : $"  {Seen(worst)}")}";
    }

    private static string Seen(AnomalyHour hour) =>
        $"{Text(hour.Observed)}, expected {Text(hour.Expected)} (ordinary {Text(hour.Low)} to {Text(hour.High)})";

    private static string Time(Timestamp time) => time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Text(AnomalyAmount? amount) => amount?.UnitCase switch
    {
        null => "",
        AnomalyAmount.UnitOneofCase.Cost => $"{(amount.Cost.Nanos / 1_000_000_000m).ToString("N4", CultureInfo.InvariantCulture)} {amount.Cost.Currency}",
        AnomalyAmount.UnitOneofCase.BasisPoints => (amount.BasisPoints / 10_000m).ToString("P1", CultureInfo.InvariantCulture),
        _ => amount.Count.ToString("N0", CultureInfo.InvariantCulture),
    };
}
