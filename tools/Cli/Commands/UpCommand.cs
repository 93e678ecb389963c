using System.CommandLine;
using Spectre.Console;
using Tollgate.Cli.Hosting;
using Tollgate.Cli.Northstar;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Commands;

internal static class UpCommand
{
    internal static Command Create()
    {
        var detach = new Option<bool>("--detach") { Description = "Return when everything is healthy; './tollgate down' stops it." };
        var envFile = new Option<string>("--env-file") { Description = "Write addresses and keys to this file as shell lines." };
        var empty = new Option<bool>("--empty") { Description = "Do not put the sample tenants and documents in." };
        var host = new HostOptions();
        var command = new Command("up", "Starts the platform and stays; prints addresses and an API key for a first call.") { detach, envFile, empty };
        host.AddTo(command);
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            var choice = await HostChoice.MakeAsync(host.Aspire(result), host.Local(result), cancellationToken);
            if (LocalHost.IsRunning(DataFolders.Up))
                throw new CliException("It is already running. './tollgate down' stops it.");
            return await RunAsync(
                choice, host.Settings(result), result.GetValue(detach), result.GetValue(envFile), !result.GetValue(empty), console, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        HostChoice choice, Dictionary<string, string> settings, bool detach, string? envFile, bool samples, IAnsiConsole console,
        CancellationToken cancellationToken)
    {
        if (choice.Aspire && detach)
            throw new CliException("--detach needs --local; Aspire keeps its terminal.");
        try
        {
            await using var host = await RunningPlatform.StartAsync(
                choice, DataFolders.Up, settings, fresh: false, detach, console, cancellationToken);
            using var platform = new PlatformClients(host.Addresses);
            var apiKey = samples ? await SamplesAsync(platform, console, cancellationToken) : "";
            Show(console, host.Addresses, apiKey);
            if (envFile is not null)
                EnvFile.Write(envFile, host.Addresses, apiKey);
            if (detach)
            {
                host.Leave();
                return 0;
            }

            console.WriteLine("Press Ctrl-C to stop.");
            await host.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            console.WriteLine("Stopped.");
        }

        return 0;
    }

    private static async Task<string> SamplesAsync(PlatformClients platform, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var day = Day.Read(Checkout.Combine("samples", "northstar"));
        IReadOnlyDictionary<string, string> keys = new Dictionary<string, string>();
        await console.Status().StartAsync("putting the samples in", async status =>
            keys = await new DaySetup(platform).ApplyAsync(day, text => status.Status(text.EscapeMarkup()), cancellationToken));
        // Bound to an assistant with knowledge, so that the first call needs nothing but a question.
        var assistant = day.Assistants.LastOrDefault(a => a.KnowledgeBase.Length > 0);
        return assistant is null ? keys.Values.First() : await DaySetup.FirstCallKeyAsync(platform, assistant, cancellationToken);
    }

    private static void Show(IAnsiConsole console, PlatformAddresses addresses, string apiKey)
    {
        console.WriteLine();
        console.WriteLine($"gRPC     {addresses.IntakeGrpc[0]}   tollgate.intake.v1.IntakeService");
        console.WriteLine($"HTTP     {addresses.IntakeHttp[0]}/v1   OpenAI-compatible");
        if (addresses.Console is { } web)
            console.WriteLine($"Console  {web}   sign in with the admin key");
        console.WriteLine($"Admin    {addresses.AdminKey}");
        if (apiKey.Length == 0)
            return;
        console.WriteLine($"API key  {apiKey}");
        console.WriteLine();
        console.WriteLine("A first call:");
        console.WriteLine($$"""
              curl -s {{addresses.IntakeHttp[0]}}/v1/chat/completions -H "Authorization: Bearer {{apiKey}}" -H "Content-Type: application/json" \
                -d '{"model":"auto","messages":[{"role":"user","content":"How long do I have to appeal a denied claim?"}]}'
            """);
    }
}
