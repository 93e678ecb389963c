using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Bench.Ledger;

internal static class LedgerCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    internal static Command Create()
    {
        var events = new Option<long>("--events") { Description = "Usage events to generate.", DefaultValueFactory = _ => 10_000_000 };
        var days = new Option<int>("--days") { Description = "Days up to now that they are spread over, at most 30.", DefaultValueFactory = _ => 30 };
        var tenants = new Option<int>("--tenants") { Description = "Tenants that they belong to.", DefaultValueFactory = _ => 20 };
        var sealedOnly = new Option<bool>("--sealed-only") { Description = "Leave out the audit that reads every row, which takes its minutes where there are millions." };
        var report = new Option<string>("--report") { Description = "Write the figures as JSON to this file." };
        events.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() is not (>= 1000 and <= 100_000_000))
                result.AddError("--events must be between 1,000 and 100,000,000");
        });
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 2 and <= 30))
                result.AddError("--days must be between 2 and 30");
        });
        tenants.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= 500))
                result.AddError("--tenants must be between 1 and 500");
        });
        var command = new Command("ledger", "A generated ledger of many events: how long a month's statement and an audit take, and what an event takes to store.")
        {
            events, days, tenants, sealedOnly, report,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var benchmark = new LedgerBenchmark(result.GetValue(events), result.GetValue(days), result.GetValue(tenants), !result.GetValue(sealedOnly), Console.WriteLine);
            var figures = await benchmark.RunAsync(cancellationToken);
            var json = JsonSerializer.Serialize(figures, Json);
            Console.WriteLine(json);
            if (result.GetValue(report) is { } path)
                await File.WriteAllTextAsync(path, json + "\n", cancellationToken);
            return figures.Balanced && figures.StatementsAgree ? 0 : 1;
        });
        return command;
    }
}
