using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Tollgate.Cli.Books;
using Tollgate.Cli.Fuzz;
using Tollgate.Cli.Hosting;
using Tollgate.Cli.Northstar;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Commands;

internal static class FuzzCommand
{
    internal static Command Create()
    {
        var requests = new Option<int>("--requests") { Description = "Requests to send.", DefaultValueFactory = _ => 100_000 };
        var seed = new Option<int?>("--seed") { Description = "Decides what is in them. Without it one is drawn, and shown." };
        var concurrency = new Option<int>("--concurrency") { Description = "Requests at once.", DefaultValueFactory = _ => 32 };
        var command = new Command("fuzz", "Starts a platform and sends it malformed HTTP and gRPC requests: none may bring about an internal error, a crash, a leak or a wrong book.")
        {
            requests, seed, concurrency,
        };
        command.SetGuardedAction((result, console, cancellationToken) =>
        {
            var options = new FuzzOptions
            {
                Requests = result.GetValue(requests),
                Seed = result.GetValue(seed) ?? Random.Shared.Next(),
                Concurrency = result.GetValue(concurrency),
            };
            options.Validate();
            return RunAsync(options, console, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(FuzzOptions options, IAnsiConsole console, CancellationToken cancellationToken)
    {
        console.WriteLine($"seed {options.Seed}");
        await using var running = await RunningPlatform.StartAsync(
            new HostChoice(false, "its processes are looked at"), DataFolders.Fuzz, new Dictionary<string, string>(), fresh: true, detached: false, console, cancellationToken);
        using var platform = new PlatformClients(running.Addresses);
        using var provider = ProviderBooks.Create(running.Addresses) ?? throw new CliException("There is no simulated provider to compare with.");
        await provider.PaceAsync("zero", cancellationToken);

        var day = Day.Read(Checkout.Combine("samples", "northstar"));
        var key = await new DaySetup(platform).TenantAsync(day.Tenants[0], cancellationToken);
        var run = new FuzzRun(() => LocalHost.Read(DataFolders.Fuzz) ?? throw new CliException("The app host is gone."), platform, provider, options);
        var watch = Stopwatch.StartNew();
        FuzzResult outcome = null!;
        await console.Status().StartAsync("sending", async status =>
            outcome = await run.RunAsync(key, sent => status.Status($"sent {sent}"), cancellationToken));
        FuzzPrinter.Print(console, options, outcome, watch.Elapsed);
        return outcome.Passed ? 0 : 1;
    }
}
