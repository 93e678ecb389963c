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
            var first = samples ? await SamplesAsync(platform, console, cancellationToken) : null;
            Show(host.Addresses, first);
            if (envFile is not null)
                EnvFile.Write(envFile, host.Addresses, first?.ApiKey ?? "");
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

    private static async Task<FirstCall> SamplesAsync(PlatformClients platform, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var day = Day.Read(Checkout.Combine("samples", "northstar"));
        IReadOnlyDictionary<string, string> keys = new Dictionary<string, string>();
        await console.Status().StartAsync("putting the samples in", async status =>
            keys = await new DaySetup(platform).ApplyAsync(day, text => status.Status(text.EscapeMarkup()), cancellationToken));
        // Bound to an assistant with knowledge, so that the first call needs nothing but a question.
        var assistant = day.Assistants.Last(a => a.KnowledgeBase.Length > 0);
        var question = day.Requests.First(r => (r.TenantId, r.AssistantId) == (assistant.TenantId, assistant.AssistantId)).Questions[0];
        return new FirstCall(await DaySetup.FirstCallKeyAsync(platform, assistant, cancellationToken), question);
    }

    private sealed record FirstCall(string ApiKey, string Question);

    // Straight to the terminal: what is meant to be copied must not be wrapped.
    private static void Show(PlatformAddresses addresses, FirstCall? first)
    {
        Console.WriteLine();
        Console.WriteLine($"gRPC     {addresses.IntakeGrpc[0]}   tollgate.intake.v1.IntakeService");
        Console.WriteLine($"HTTP     {addresses.IntakeHttp[0]}/v1   OpenAI-compatible");
        if (addresses.Console is { } web)
            Console.WriteLine($"Console  {web}   sign in with the admin key");
        if (addresses.Calculator is { } calculator)
            Console.WriteLine($"Prices   {calculator}");
        Console.WriteLine($"Admin    {addresses.AdminKey}");
        if (first is null)
            return;
        Console.WriteLine($"API key  {first.ApiKey}");
        Console.WriteLine();
        Console.WriteLine("A first call:");
        Console.WriteLine($$"""
              curl -s {{addresses.IntakeHttp[0]}}/v1/chat/completions -H "Authorization: Bearer {{first.ApiKey}}" -H "Content-Type: application/json" \
                -d '{"model":"auto","messages":[{"role":"user","content":"{{first.Question}}"}]}'
            """);
    }
}
