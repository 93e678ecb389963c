using System.Diagnostics;
using Xunit;

namespace Tollgate.Testing;

/// <summary>
/// A program for Node under <c>tests</c>, with its packages installed in a temporary folder. A laptop without Node or its registry skips; a build
/// server (<c>CI=true</c>) fails.
/// </summary>
public sealed class NodeProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"tollgate-node-{Guid.NewGuid():N}");
    private readonly string script;

    private NodeProgram(string script) => this.script = script;

    /// <summary>Installs what a folder under <c>tests</c> asks for.</summary>
    /// <param name="name">The folder.</param>
    /// <param name="script">The program in it.</param>
    public static async Task<NodeProgram> InstallAsync(string name, string script)
    {
        var program = new NodeProgram(script);
        Directory.CreateDirectory(program.folder);
        foreach (var file in new[] { "package.json", "package-lock.json", script })
            File.Copy(RepositoryRoot.Combine(Path.Combine("tests", name, file)), Path.Combine(program.folder, file));
        try
        {
            await program.StartAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
            return program;
        }
        catch (Exception error) when (!string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
        {
            program.Dispose();
            throw new SkipException($"The packages of tests/{name} could not be installed: {error.Message}");
        }
    }

    /// <summary>Runs it to its end; what it printed.</summary>
    public Task<string> RunAsync(params IReadOnlyList<string> arguments) => StartAsync("node", [script, .. arguments]);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<string> StartAsync(string program, IReadOnlyList<string> arguments)
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
}
