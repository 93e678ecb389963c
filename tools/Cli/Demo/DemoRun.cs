using System.Diagnostics;
using Spectre.Console;
using Tollgate.Cli.Books;
using Tollgate.Cli.Corpus;
using Tollgate.Cli.Hosting;
using Tollgate.Cli.Northstar;
using Tollgate.Cli.Platform;
using Tollgate.Cli.Reports;
using Tollgate.Cli.Traces;
using Tollgate.Cli.Workloads;
using Tollgate.Tokens;

namespace Tollgate.Cli.Demo;

/// <summary>The main job: start, set up, run, report, audit, stop.</summary>
public sealed class DemoRun(DemoOptions options, HostChoice choice, IAnsiConsole console)
{
    private const int MaxConcurrency = 64;
    private const int MaxTraceConcurrency = 512;

    /// <summary>Returns 0 when the books balance and every request ended, 1 otherwise.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // Read the input first: a typing error should not cost a start.
        var trace = options.Trace is null ? null : TraceReader.Read(options.Trace, options.Limit);
        var corpus = options.Corpus is null ? null : CorpusReader.Read(options.Corpus, options.Limit);
        var day = trace is null && corpus is null ? Day.Read(Checkout.Combine("samples", "northstar")) : null;

        await using var host = await RunningPlatform.StartAsync(
            choice, DataFolders.Demo, options.Settings, fresh: true, detached: false, console, cancellationToken);
        using var platform = new PlatformClients(host.Addresses);
        using var provider = ProviderBooks.Create(host.Addresses);

        var watch = Stopwatch.StartNew();
        var items = await PrepareAsync(platform, provider, trace, corpus, day, cancellationToken);
        var tally = new WorkTally();
        await ShowAsync(items, tally, new WorkRunner(platform, trace is null ? MaxConcurrency : MaxTraceConcurrency), cancellationToken);
        var duration = watch.Elapsed;

        AuditResult audit = null!;
        await console.Status().StartAsync(
            "waiting until everything is settled, then comparing the books",
            async _ => audit = await new SystemAudit(platform, provider).RunAsync(cancellationToken));
        var report = await new ReportBuilder(platform).BuildAsync(tally, audit, Describe(trace), duration, cancellationToken);
        ReportPrinter.Print(console, report);
        if (options.Report is { } path)
            report.Write(path);

        await host.DisposeAsync();
        console.WriteLine(audit.Line);
        return audit.Balanced ? 0 : 1;
    }

    private async Task<IReadOnlyList<WorkItem>> PrepareAsync(
        PlatformClients platform, ProviderBooks? provider, IReadOnlyList<TraceRow>? trace, CorpusSet? corpus, Day? day,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<WorkItem> items = [];
        await console.Status().StartAsync("setting up", async status =>
        {
            void Progress(string text) => status.Status(text.EscapeMarkup());
            if (trace is not null)
            {
                var key = await new DaySetup(platform).TenantAsync(new DayTenant("trace", "Trace replay", "enterprise", 1), cancellationToken);
                // The recorded answers had these lengths; the simulator is told to generate until it is stopped.
                if (provider is not null)
                    await provider.AnswersAsync("fill", cancellationToken);
                items = [.. TraceWorkload.From(trace, key, options.Model, options.Speed)];
            }
            else if (corpus is not null)
            {
                items = await new CorpusRun(platform).PrepareAsync(corpus, Progress, cancellationToken);
            }
            else
            {
                items = DayWorkload.From(day!, await new DaySetup(platform).ApplyAsync(day!, Progress, cancellationToken));
            }
        });
        return items;
    }

    private Task ShowAsync(IReadOnlyList<WorkItem> items, WorkTally tally, WorkRunner runner, CancellationToken cancellationToken) =>
        console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask("requests", maxValue: items.Count);
                var run = runner.RunAsync(items, tally, cancellationToken);
                while (!run.IsCompleted)
                {
                    await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken));
                    task.Value = tally.Requests;
                    task.Description = $"{tally.Requests} of {items.Count}: {tally.Answered} answered, {tally.CacheHits} from cache, {tally.Escalated} escalated, {tally.Refused} refused";
                }

                await run;
            });

    private static TraceReport? Describe(IReadOnlyList<TraceRow>? trace) => trace is null ? null : new TraceReport(
        trace.Sum(row => (long)row.ContextTokens),
        trace.Sum(row => (long)row.GeneratedTokens),
        trace.Count * (long)ChatOverhead());

    private static int ChatOverhead() =>
        (int)PromptCounter.Count("gpt-4.1-mini", [PromptMessage.Text("user", TokenOrigin.User, "")]).Total;
}
