using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Bench.Metering;

internal static class MeteringCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    internal static Command Create()
    {
        var events = new Option<int>("--events") { Description = "Usage events to ingest.", DefaultValueFactory = _ => 240_000 };
        var holds = new Option<int>("--holds") { Description = "Holds to take on the hot budget.", DefaultValueFactory = _ => 60_000 };
        var report = new Option<string>("--report") { Description = "Write the figures as JSON to this file." };
        var command = new Command("metering", "Ingestion and reservations of the real Metering, each as a ratio to the plain way of doing it, in one run.")
        {
            events, holds, report,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var figures = await new MeteringBenchmark(result.GetValue(events), result.GetValue(holds), Console.WriteLine).RunAsync(cancellationToken);
            var json = JsonSerializer.Serialize(figures, Json);
            Console.WriteLine(json);
            if (result.GetValue(report) is { } path)
                await File.WriteAllTextAsync(path, json + "\n", cancellationToken);
        });
        return command;
    }
}
