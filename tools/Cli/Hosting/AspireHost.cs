using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Hosting;

/// <summary>
/// The stock Aspire host as a child process. It runs a small program of ours among the services, which sees the same references as they do
/// and writes down where everything is.
/// </summary>
public sealed class AspireHost : IAppHost
{
    private static readonly string[] Secrets = ["service-signing-key", "admin-key", "api-key-pepper", "provider-api-key", "sim-admin-key"];
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(15);

    private readonly Process process;
    private readonly string addressFile;
    private readonly string log;

    private AspireHost(Process process, string addressFile, string log)
    {
        this.process = process;
        this.addressFile = addressFile;
        this.log = log;
    }

    /// <summary>Starts <c>dotnet run --project AppHost</c>.</summary>
    /// <param name="dataFolder">For its log, the address file, and the simulated provider's books.</param>
    /// <param name="settings">Configuration of the app model.</param>
    /// <param name="fresh">Containers without volumes, so that everything begins empty.</param>
    public static AspireHost Start(string dataFolder, IReadOnlyDictionary<string, string> settings, bool fresh)
    {
        Directory.CreateDirectory(Path.Combine(dataFolder, "logs"));
        var addressFile = Path.Combine(dataFolder, "addresses.json");
        var log = Path.Combine(dataFolder, "logs", "host.log");
        File.Delete(addressFile);
        var start = new ProcessStartInfo("sh") { UseShellExecute = false, WorkingDirectory = Checkout.Root };
        string[] arguments =
        [
            "-c", "exec dotnet run --project AppHost -- \"$@\" >\"$TOLLGATE_HOST_LOG\" 2>&1 </dev/null", "sh",
            .. settings.Select(pair => $"--{pair.Key}={pair.Value}"),
            $"--Data:Folder={dataFolder}", $"--Data:Volumes={(!fresh).ToString().ToLowerInvariant()}", $"--Addresses:File={addressFile}",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["TOLLGATE_HOST_LOG"] = log;
        start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        foreach (var (name, value) in KeptSecrets(dataFolder))
            start.Environment[$"Parameters__{name.Replace('-', '_')}"] = value;
        return new AspireHost(Process.Start(start)!, addressFile, log);
    }

    /// <inheritdoc />
    public async Task<PlatformAddresses> WaitUntilReadyAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        progress("starting containers and services on Aspire");
        var watch = Stopwatch.StartNew();
        while (!File.Exists(addressFile))
        {
            if (process.HasExited)
                throw new CliException($"The Aspire host ended with exit code {process.ExitCode}. Its log: {log}");
            if (watch.Elapsed > StartPatience)
                throw new CliException($"The platform was not healthy after {StartPatience.TotalMinutes:0} minutes. The host's log: {log}");
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }

        return PlatformAddresses.Read(addressFile);
    }

    /// <inheritdoc />
    public Task WaitForExitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Termination.EndAsync(process, CancellationToken.None);
        File.Delete(addressFile);
        process.Dispose();
    }

    /// <summary>Made up once for each data folder: databases that keep their data keep their keys.</summary>
    private static Dictionary<string, string> KeptSecrets(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "secrets.json");
        if (File.Exists(path))
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))!;
        var secrets = Secrets.ToDictionary(name => name, _ => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        PrivateFile.Write(path, JsonSerializer.Serialize(secrets));
        return secrets;
    }
}
