using System.CommandLine;
using Tollgate.Cli.Demo;
using Tollgate.Cli.Hosting;

namespace Tollgate.Cli.Commands;

internal static class DemoCommand
{
    internal static Command Create()
    {
        var corpus = new Option<string>("--corpus") { Description = "Ask the queries of this folder's documents (corpus.jsonl[.gz] with queries*.jsonl, or .md, .txt, .html files)." };
        var trace = new Option<string>("--trace") { Description = "Replay this traffic: CSV with timestamp, context tokens, generated tokens." };
        var speed = new Option<double>("--speed") { Description = "How many times faster than recorded.", DefaultValueFactory = _ => 1 };
        var limit = new Option<int>("--limit") { Description = "At most this many requests of a corpus or trace.", DefaultValueFactory = _ => int.MaxValue };
        var model = new Option<string>("--model") { Description = "Model of a replayed trace.", DefaultValueFactory = _ => "gpt-4.1-mini" };
        var report = new Option<string>("--report") { Description = "Write the report as JSON to this file." };
        var host = new HostOptions();
        var command = new Command("demo", "Starts everything, runs the Northstar Health day (or real input), reports, audits, and stops.")
        {
            corpus, trace, speed, limit, model, report,
        };
        host.AddTo(command);
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            var options = new DemoOptions
            {
                Corpus = result.GetValue(corpus),
                Trace = result.GetValue(trace),
                Speed = result.GetValue(speed),
                Limit = result.GetValue(limit),
                Model = result.GetValue(model)!,
                Report = result.GetValue(report),
                Settings = host.Settings(result),
            };
            options.Validate();
            var choice = await HostChoice.MakeAsync(host.Aspire(result), host.Local(result), cancellationToken);
            return await new DemoRun(options, choice, console).RunAsync(cancellationToken);
        });
        return command;
    }
}
