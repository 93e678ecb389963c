using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tollgate.Testing;

namespace Tollgate.Inference.Tests.Fakes;

/// <summary>The real ProviderSim, in a process of its own with a ledger of its own.</summary>
internal sealed class SimulatedProvider : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tollgate-sim-").FullName;
    private readonly int port = FreePort.Next();
    private readonly HttpClient control;
    private Process? process;

    private readonly string? prices;

    private SimulatedProvider(string? prices)
    {
        this.prices = prices;
        control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        control.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk-sim-admin");
    }

    public string Address => $"http://127.0.0.1:{port}";

    public string BaseUrl => Address + "/v1";

    /// <param name="prices">A price list of its own; null for the one shipped.</param>
    public static async Task<SimulatedProvider> StartAsync(string? prices = null)
    {
        var provider = new SimulatedProvider(prices);
        await provider.StartProcessAsync();
        return provider;
    }

    /// <summary>Kills it as a power cut would, and starts it again over what it had on disk.</summary>
    public async Task CrashAndRestartAsync()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await StartProcessAsync();
    }

    public async Task FaultAsync(object fault)
    {
        using var response = await control.PostAsJsonAsync("/control/faults", fault);
        response.EnsureSuccessStatusCode();
    }

    public async Task ClearFaultsAsync()
    {
        using var response = await control.DeleteAsync("/control/faults");
        response.EnsureSuccessStatusCode();
    }

    /// <summary>What it bills the calls that carried an id; null while one of them has not ended. Nothing when it has seen none.</summary>
    public async Task<SimulatedCall?> FindAsync(string clientRequestId)
    {
        var found = (await control.GetFromJsonAsync<JsonNode>($"/control/calls?client_request_id={clientRequestId}"))!;
        return found["state"]!.GetValue<string>() switch
        {
            "in_progress" => null,
            var state => new SimulatedCall(
                clientRequestId, state, found["usage"]?["input"]?.GetValue<long>() ?? 0, found["usage"]?["output"]?.GetValue<long>() ?? 0,
                found["cost_nanos"]?.GetValue<long>() ?? 0),
        };
    }

    /// <summary>Makes every answer as long as it may be.</summary>
    public async Task FillAnswersAsync()
    {
        using var response = await control.PostAsJsonAsync("/control/answers", new { mode = "fill" });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Every call of its ledger, in order.</summary>
    public async Task<IReadOnlyList<SimulatedCall>> CallsAsync() =>
        (await control.GetFromJsonAsync<JsonNode>("/control/ledger?since_id=0&limit=1000"))!["calls"]!.AsArray()
            .Select(call => new SimulatedCall(
                call!["client_request_id"]?.GetValue<string>() ?? "",
                call["state"]!.GetValue<string>(),
                call["usage"]?["input"]?.GetValue<long>() ?? 0,
                call["usage"]?["output"]?.GetValue<long>() ?? 0,
                call["cost_nanos"]?.GetValue<long>() ?? 0))
            .ToArray();

    /// <summary>The sums of its own books: billed input and output tokens and their cost.</summary>
    public async Task<(long Input, long Output, long CostNanos, long Open)> InvoiceAsync()
    {
        var summary = (await control.GetFromJsonAsync<JsonNode>("/control/ledger/summary"))!;
        var tokens = summary["tokens"]!;
        return (tokens["input"]!.GetValue<long>(), tokens["output"]!.GetValue<long>(), summary["cost_nanos"]!.GetValue<long>(), summary["open_calls"]!.GetValue<long>());
    }

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StartProcessAsync()
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = RepositoryRoot.Combine($"artifacts/bin/ProviderSim/{configuration}/Tollgate.ProviderSim.dll");
        process = Process.Start(new ProcessStartInfo("dotnet", [program])
        {
            WorkingDirectory = folder,
            Environment =
            {
                ["Kestrel__Endpoints__http__Url"] = $"http://127.0.0.1:{port}",
                ["ProviderSim__DataFolder"] = Path.Combine(folder, "ledger"),
                ["ProviderSim__Pace__Mode"] = "zero",
                ["ProviderSim__PricesFile"] = prices ?? RepositoryRoot.Combine("tools/ProviderSim/prices.json"),
                ["Logging__LogLevel__Default"] = "Warning",
            },
        })!;
        await World.UntilAsync(
            async () =>
            {
                try
                {
                    return (await control.GetAsync("/health")).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "a healthy simulator");
    }
}

/// <summary>A call in the simulator's own ledger; nothing is billed yet while it is open.</summary>
internal sealed record SimulatedCall(string ClientRequestId, string State, long Input, long Output, long CostNanos);
