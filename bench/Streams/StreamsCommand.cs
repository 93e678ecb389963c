using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Bench.Streams;

internal static class StreamsCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    internal static Command Create()
    {
        var streams = new Option<int>("--streams") { Description = "Streams open at the same time.", DefaultValueFactory = _ => 1000 };
        var slow = new Option<int>("--slow") { Description = "Callers that do not read.", DefaultValueFactory = _ => 200 };
        var report = new Option<string>("--report") { Description = "Write the figures as JSON to this file." };
        streams.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 10 and <= 20_000))
                result.AddError("--streams must be between 10 and 20,000");
        });
        slow.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= 20_000))
                result.AddError("--slow must be between 1 and 20,000");
        });
        var command = new Command("streams", "Many streams at once over the HTTP edge, and callers that do not read: what they take of memory.") { streams, slow, report };
        command.SetAction(async (result, cancellationToken) =>
        {
            var figures = await new StreamsBenchmark(result.GetValue(streams), result.GetValue(slow), Console.WriteLine).RunAsync(cancellationToken);
            var json = JsonSerializer.Serialize(figures, Json);
            Console.WriteLine(json);
            if (result.GetValue(report) is { } path)
                await File.WriteAllTextAsync(path, json + "\n", cancellationToken);
            return figures.Balanced && figures.Completed == figures.Streams && figures.SlowCompleted == figures.SlowReaders ? 0 : 1;
        });
        return command;
    }
}
