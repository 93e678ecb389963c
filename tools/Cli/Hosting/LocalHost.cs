using System.Diagnostics;
using System.Text.Json;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Hosting;

/// <summary>The local app host as a child process: started, waited for, stopped.</summary>
public sealed class LocalHost : IAppHost
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(10);

    private readonly Process process;
    private readonly string dataFolder;

    private LocalHost(Process process, string dataFolder)
    {
        this.process = process;
        this.dataFolder = dataFolder;
    }

    /// <summary>Starts the host on a data folder. Its own output goes to a log there.</summary>
    /// <param name="dataFolder">The folder it owns.</param>
    /// <param name="settings">Configuration of the app model, for example <c>Replicas:intake</c>.</param>
    /// <param name="detached">It outlives this program.</param>
    public static LocalHost Start(string dataFolder, IReadOnlyDictionary<string, string> settings, bool detached)
    {
        Directory.CreateDirectory(Path.Combine(dataFolder, "logs"));
        File.Delete(Path.Combine(dataFolder, "host.json"));
        // A shell puts the output into the log, so that the host never blocks on a pipe that nobody reads. Its standard input is ours
        // unless it is detached: when we die, however we die, the pipe closes and the host stops everything.
        var start = new ProcessStartInfo(detached ? "setsid" : "sh")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            WorkingDirectory = Checkout.Root,
        };
        string[] shell = ["-c", "exec dotnet \"$0\" \"$@\" >\"$TOLLGATE_HOST_LOG\" 2>&1" + (detached ? " </dev/null" : ""), Assembly()];
        string[] arguments =
        [
            .. detached ? ["sh", .. shell] : shell,
            .. settings.Select(pair => $"--{pair.Key}={pair.Value}"),
            $"--Data:Folder={dataFolder}", $"--Host:StopWithStdin={(!detached).ToString().ToLowerInvariant()}",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["TOLLGATE_HOST_LOG"] = Path.Combine(dataFolder, "logs", "host.log");
        return new LocalHost(Process.Start(start)!, dataFolder);
    }

    /// <inheritdoc />
    public async Task<PlatformAddresses> WaitUntilReadyAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (Read(dataFolder) is { } document)
            {
                progress($"starting: {string.Join(", ", document.Resources.Where(r => !r.Healthy).Select(r => r.Name))}");
                if (document.State == "ready")
                    return PlatformAddresses.From(document);
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
        if (Find(dataFolder) is not { } host)
            return false;
        host.Dispose();
        return true;
    }

    /// <summary>Asks the host on a data folder to stop everything, and waits for it. False when none runs there.</summary>
    public static async Task<bool> StopAsync(string dataFolder, CancellationToken cancellationToken)
    {
        using var host = Find(dataFolder);
        if (host is null)
            return false;
        await Termination.EndAsync(host, cancellationToken);
        return true;
    }

    /// <inheritdoc />
    public Task WaitForExitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    /// <summary>Stops the host and everything it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await Termination.EndAsync(process, CancellationToken.None);
        process.Dispose();
    }

    /// <summary>Built beside this program, in the same configuration.</summary>
    private static string Assembly()
    {
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var assembly = Path.Combine(own.Parent!.Parent!.FullName, "Local", own.Name, "Tollgate.AppHost.Local.dll");
        return File.Exists(assembly) ? assembly : throw new CliException($"The local app host is not built: {assembly}. Run './tollgate build'.");
    }

    private static Process? Find(string dataFolder)
    {
        if (Read(dataFolder) is not { } document)
            return null;
        try
        {
            // A process id may have been given to another program since: ours is the one that runs the host.
            var process = Process.GetProcessById(document.Pid);
            return File.ReadAllText($"/proc/{document.Pid}/cmdline").Contains("Tollgate.AppHost.Local", StringComparison.Ordinal) ? process : null;
        }
        catch (Exception error) when (error is ArgumentException or IOException)
        {
            return null;
        }
    }

    private static async Task<string> LastLinesAsync(string dataFolder)
    {
        var log = Path.Combine(dataFolder, "logs", "host.log");
        return File.Exists(log) ? string.Join('\n', (await File.ReadAllLinesAsync(log)).TakeLast(20)) : "(no log)";
    }
}
