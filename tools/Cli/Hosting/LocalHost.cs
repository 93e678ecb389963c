using System.Diagnostics;
using System.Text.Json;

namespace Tollgate.Cli.Hosting;

/// <summary>The local app host as a child process: started, waited for, stopped.</summary>
public sealed class LocalHost : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly string dataFolder;

    private LocalHost(Process process, string dataFolder)
    {
        this.process = process;
        this.dataFolder = dataFolder;
    }

    /// <summary>Starts the host on a data folder. Its own output goes to a log there.</summary>
    /// <param name="choice">Which host.</param>
    /// <param name="dataFolder">The folder it owns.</param>
    /// <param name="settings">Configuration of the app model, for example <c>Replicas:Intake</c>.</param>
    /// <param name="detached">It outlives this program.</param>
    public static LocalHost Start(HostChoice choice, string dataFolder, IReadOnlyDictionary<string, string> settings, bool detached = false)
    {
        if (choice.Aspire)
            throw new CliException("Aspire");
        var assembly = Path.Combine(
            Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Replace(
                $"{Path.DirectorySeparatorChar}Cli", $"{Path.DirectorySeparatorChar}Local", StringComparison.Ordinal),
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)),
            "Tollgate.AppHost.Local.dll");
        if (!File.Exists(assembly))
            throw new CliException($"The local app host is not built: {assembly}. Run './tollgate build'.");

        Directory.CreateDirectory(Path.Combine(dataFolder, "logs"));
        var log = Path.Combine(dataFolder, "logs", "host.log");
        // A shell puts the output into the log, so that the host never blocks on a pipe that nobody reads. Its standard input is ours
        // unless it is detached: when we die, however we die, the pipe closes and the host stops everything.
        var start = new ProcessStartInfo(detached ? "setsid" : "sh")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            WorkingDirectory = Checkout.Root,
        };
        string[] shell = ["-c", "exec dotnet \"$0\" \"$@\" >\"$TOLLGATE_HOST_LOG\" 2>&1" + (detached ? " </dev/null" : ""), assembly];
        foreach (var argument in detached ? ["sh", .. shell] : shell)
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in settings)
            start.ArgumentList.Add($"--{key}={value}");
        start.ArgumentList.Add($"--Data:Folder={dataFolder}");
        start.ArgumentList.Add($"--Host:StopWithStdin={(!detached).ToString().ToLowerInvariant()}");
        start.Environment["TOLLGATE_HOST_LOG"] = log;
        File.Delete(Path.Combine(dataFolder, "host.json"));
        return new LocalHost(Process.Start(start)!, dataFolder);
    }

    /// <summary>Waits until everything is healthy.</summary>
    public async Task<HostDocument> WaitUntilReadyAsync(Action<HostDocument> progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (Read(dataFolder) is { } document)
            {
                progress(document);
                if (document.State == "ready")
                    return document;
                if (document.State == "failed")
                    throw new CliException($"The platform did not start: {document.Message}. Logs: {document.Logs}");
            }

            if (process.HasExited && process.ExitCode != 0)
                throw new CliException($"The app host ended with exit code {process.ExitCode}:\n{await LastLinesAsync(dataFolder)}");
            if (watch.Elapsed > StartPatience)
                throw new CliException($"The platform was not healthy after {StartPatience.TotalMinutes:0} minutes. Logs: {Path.Combine(dataFolder, "logs")}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    /// <summary>What the host on a data folder says now; null when none runs there.</summary>
    public static HostDocument? Read(string dataFolder)
    {
        try
        {
            using var file = File.OpenRead(Path.Combine(dataFolder, "host.json"));
            return JsonSerializer.Deserialize<HostDocument>(file, Json);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            // Not there yet, or being replaced at this moment.
            return null;
        }
    }

    /// <summary>A host runs on a data folder.</summary>
    public static bool IsRunning(string dataFolder)
    {
        if (Read(dataFolder) is not { } document || !TryFind(document.Pid, out var host))
            return false;
        host.Dispose();
        return true;
    }

    /// <summary>Waits until it ends by itself.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks the host on a data folder to stop everything, and waits for it. False when none runs there.</summary>
    public static async Task<bool> StopAsync(string dataFolder, CancellationToken cancellationToken)
    {
        if (Read(dataFolder) is not { } document || !TryFind(document.Pid, out var host))
            return false;
        using (host)
            await TerminateAsync(host, cancellationToken);
        return true;
    }

    /// <summary>Stops the host and everything it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await TerminateAsync(process, CancellationToken.None);
        process.Dispose();
    }

    private static async Task TerminateAsync(Process host, CancellationToken cancellationToken)
    {
        using (var kill = Process.Start("kill", ["-TERM", host.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StopPatience);
        try
        {
            await host.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its children end with it.
            host.Kill();
            await host.WaitForExitAsync(cancellationToken);
        }
    }

    private static bool TryFind(int pid, out Process process)
    {
        try
        {
            process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            process = null!;
            return false;
        }
    }

    private static async Task<string> LastLinesAsync(string dataFolder)
    {
        var log = Path.Combine(dataFolder, "logs", "host.log");
        return File.Exists(log) ? string.Join('\n', (await File.ReadAllLinesAsync(log)).TakeLast(20)) : "(no log)";
    }
}
