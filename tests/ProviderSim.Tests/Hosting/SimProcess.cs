using System.Diagnostics;
using System.Net.Http.Headers;

namespace Tollgate.ProviderSim.Tests.Hosting;

/// <summary>The simulator as a process of its own, so that it can be killed.</summary>
internal sealed class SimProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private SimProcess(Process process, Uri address)
    {
        this.process = process;
        Api = Client(address, SimServer.ApiKey);
        Admin = Client(address, SimServer.AdminKey);
    }

    public HttpClient Api { get; }

    public HttpClient Admin { get; }

    public static async Task<SimProcess> StartAsync(string dataFolder, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SimulatorOptions).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ProviderSim__DataFolder"] = dataFolder;
        start.Environment["ProviderSim__ApiKeys__0"] = SimServer.ApiKey;
        start.Environment["ProviderSim__AdminKey"] = SimServer.AdminKey;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        var process = Process.Start(start)!;
        var address = await ReadAddressAsync(process).WaitAsync(Patience);
        _ = process.StandardOutput.ReadToEndAsync();
        return new SimProcess(process, address);
    }

    /// <summary>SIGKILL: nothing of the process runs any more.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        Admin.Dispose();
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private static async Task<Uri> ReadAddressAsync(Process process)
    {
        const string marker = "Now listening on: ";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf(marker, StringComparison.Ordinal);
            if (at >= 0)
                return new Uri(line[(at + marker.Length)..].Trim());
        }
        throw new InvalidOperationException("The simulator ended before it listened.");
    }

    private static HttpClient Client(Uri address, string key)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
