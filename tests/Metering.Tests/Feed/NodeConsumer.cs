using System.Diagnostics;
using System.Text.Json;
using Tollgate.Testing;

namespace Tollgate.Metering.Tests.Feed;

/// <summary>
/// A billing system that is not written in .NET: <c>tests/Metering.NodeConsumer</c>, with its packages installed in a temporary folder. A laptop
/// without Node or its registry skips; a build server (<c>CI=true</c>) fails.
/// </summary>
internal sealed class NodeConsumer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"tollgate-node-{Guid.NewGuid():N}");

    private NodeConsumer()
    {
    }

    public static async Task<NodeConsumer> InstallAsync()
    {
        var consumer = new NodeConsumer();
        Directory.CreateDirectory(consumer.folder);
        foreach (var file in new[] { "package.json", "package-lock.json", "consumer.mjs" })
            File.Copy(RepositoryRoot.Combine(Path.Combine("tests", "Metering.NodeConsumer", file)), Path.Combine(consumer.folder, file));
        try
        {
            await consumer.RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
            return consumer;
        }
        catch (Exception error) when (!string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
        {
            consumer.Dispose();
            throw new SkipException($"The Node consumer could not be installed: {error.Message}");
        }
    }

    /// <summary>Reads a queue from after a position until another is handled.</summary>
    public async Task<Seen> ReadAsync(string broker, string queue, long after, long until)
    {
        var output = await RunAsync(
            "node", ["consumer.mjs", broker, queue, RepositoryRoot.Combine(Path.Combine("contracts", "schemas")), $"{after}", $"{until}"]);
        return JsonSerializer.Deserialize<Seen>(output, JsonSerializerOptions.Web)!;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<string> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Patience);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>What the consumer saw.</summary>
    internal sealed record Seen(int Handled, int Distinct, int Repeats, string[] Gaps, JsonElement[] Invalid, string Position, string Nanos);
}
