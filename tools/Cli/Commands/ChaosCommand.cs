using System.CommandLine;
using Spectre.Console;
using Tollgate.Cli.Books;
using Tollgate.Cli.Chaos;
using Tollgate.Cli.Hosting;
using Tollgate.Cli.Northstar;
using Tollgate.Cli.Platform;
using Tollgate.Cli.Workloads;

namespace Tollgate.Cli.Commands;

internal static class ChaosCommand
{
    internal static Command Create()
    {
        var kills = new Option<int>("--kills") { Description = "Processes to kill.", DefaultValueFactory = _ => 20 };
        var seed = new Option<int?>("--seed") { Description = "Decides who is killed when. Without it one is drawn, and shown." };
        var duration = new Option<TimeSpan?>("--duration") { Description = "How long requests are made (hh:mm:ss). Without it, four seconds for each kill." };
        var rate = new Option<int>("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => 10 };
        var command = new Command("chaos", "Starts a platform, kills its processes under load while every message comes twice and out of order, and audits the books.")
        {
            kills, seed, duration, rate,
        };
        command.SetGuardedAction((result, console, cancellationToken) =>
        {
            var count = result.GetValue(kills);
            var options = new ChaosOptions
            {
                Kills = count,
                Seed = result.GetValue(seed) ?? Random.Shared.Next(),
                Duration = result.GetValue(duration) ?? TimeSpan.FromSeconds(Math.Max(20, count * 4)),
                Rate = result.GetValue(rate),
            };
            options.Validate();
            return RunAsync(options, console, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ChaosOptions options, IAnsiConsole console, CancellationToken cancellationToken)
    {
        console.WriteLine($"seed {options.Seed}");
        var settings = new Dictionary<string, string> { ["Replicas:inference"] = "2", ["Replicas:metering"] = "2" };
        await using var running = await RunningPlatform.StartAsync(
            new HostChoice(false, "its processes are killed"), DataFolders.Chaos, settings, fresh: true, detached: false, console, cancellationToken);
        using var platform = new PlatformClients(running.Addresses);
        using var provider = ProviderBooks.Create(running.Addresses) ?? throw new CliException("There is no simulated provider to compare with.");

        var day = Day.Read(Checkout.Combine("samples", "northstar"));
        // Budgets with room: what is held and charged must add up, and no request is refused.
        var budgets = day.Tenants.Select(tenant => new DayBudget($"chaos-{tenant.TenantId}", tenant.TenantId, "tenant", Hard: true, CostLimitUsd: 10_000));
        var keys = await new DaySetup(platform).ApplyAsync(day with { Budgets = [.. budgets] }, _ => { }, cancellationToken);
        var run = new ChaosRun(
            () => LocalHost.Read(DataFolders.Chaos) ?? throw new CliException("The app host is gone."), platform, provider, options);
        var outcome = await run.RunAsync(
            day, keys, new WorkTally(), kill => console.WriteLine($"{kill.At.TotalSeconds,6:0.0} s  killed {kill.Resource}-{kill.Replica}"), cancellationToken);
        ChaosPrinter.Print(console, options, outcome);
        return outcome.Passed ? 0 : 1;
    }
}
