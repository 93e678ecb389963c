using System.Diagnostics;

namespace Tollgate.AppHost.Local;

/// <summary>Runs a program of the machine to its end.</summary>
internal static class Tool
{
    public static async Task<(int ExitCode, string Output)> TryRunAsync(
        string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return (process.ExitCode, await output.ConfigureAwait(false) + await errors.ConfigureAwait(false));
    }

    public static async Task RunAsync(
        string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancellationToken = default)
    {
        var (exitCode, output) = await TryRunAsync(command, arguments, environment, cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
            throw new DistributedApplicationException($"{command} failed with exit code {exitCode}: {output.Trim()}");
    }
}
