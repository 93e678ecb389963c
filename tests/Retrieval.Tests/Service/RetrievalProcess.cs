using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Testing;

namespace Tollgate.Retrieval.Tests.Service;

/// <summary>One replica of the service as a process of its own, so that it can be killed like one.</summary>
internal sealed class RetrievalProcess : IAsyncDisposable
{
    private const string AdminKey = "tg_admin_for_tests";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly GrpcChannel channel;

    private RetrievalProcess(Process process, string address)
    {
        this.process = process;
        channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxSendMessageSize = null, MaxReceiveMessageSize = null });
        Client = new RetrievalService.RetrievalServiceClient(channel);
        Audit = new AuditService.AuditServiceClient(channel);
    }

    public RetrievalService.RetrievalServiceClient Client { get; }

    public AuditService.AuditServiceClient Audit { get; }

    /// <summary>Metadata of an operator.</summary>
    public static Metadata Operator { get; } = new() { { "authorization", $"Bearer {AdminKey}" } };

    public static async Task<RetrievalProcess> StartAsync(string database, string broker, params (string Name, string Value)[] settings)
    {
        var ports = FreePort.Next(2);
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Retrieval", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'))));
        var start = new ProcessStartInfo("dotnet", Path.Combine(folder, "Tollgate.Retrieval.dll"))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ConnectionStrings__retrievaldb"] = database,
                ["ConnectionStrings__messaging"] = broker,
                ["ServiceIdentity__SigningKey"] = "a-signing-key-for-tests-only-0123456789",
                ["Admin__Key"] = AdminKey,
                ["Kestrel__Endpoints__http__Url"] = $"http://127.0.0.1:{ports[0]}",
                ["Kestrel__Endpoints__grpc__Url"] = $"http://127.0.0.1:{ports[1]}",
            },
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var log = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, line) => Append(log, line.Data);
        process.ErrorDataReceived += (_, line) => Append(log, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await HealthyAsync(process, $"http://127.0.0.1:{ports[0]}/health", log);
        return new RetrievalProcess(process, $"http://127.0.0.1:{ports[1]}");
    }

    /// <summary>Ends the process without a chance to clean up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private static void Append(System.Text.StringBuilder log, string? line)
    {
        lock (log)
            log.AppendLine(line);
    }

    private static async Task HealthyAsync(Process process, string url, System.Text.StringBuilder log)
    {
        using var http = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (!process.HasExited && waited.Elapsed < Patience)
        {
            try
            {
                if ((await http.GetAsync(new Uri(url))).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(50);
        }
        process.Kill();
        lock (log)
            throw new InvalidOperationException($"The service did not become healthy:\n{log}");
    }
}
