using System.Diagnostics;

namespace Tollgate.Cli.Hosting;

/// <summary>Which app host runs the platform: the stock Aspire host, or the local one over plain processes.</summary>
public sealed record HostChoice(bool Aspire, string Why)
{
    /// <summary>What was asked for, else Aspire where a container engine answers and Aspire's packages are there.</summary>
    public static async Task<HostChoice> MakeAsync(bool aspire, bool local, CancellationToken cancellationToken)
    {
        if (aspire && local)
            throw new CliException("Choose one of --aspire and --local.");
        if (local)
            return new HostChoice(false, "asked for");
        if (aspire)
            return new HostChoice(true, "asked for");
        if (!await SucceedsAsync("docker", ["info"], cancellationToken) && !await SucceedsAsync("podman", ["info"], cancellationToken))
            return new HostChoice(false, "no container engine answers");
        return await SucceedsAsync("dotnet", ["restore", Checkout.Combine("AppHost", "AppHost.csproj"), "-v", "q"], cancellationToken)
            ? new HostChoice(true, "a container engine answers and the Aspire packages are there")
            : new HostChoice(false, "the Aspire packages cannot be restored");
    }

    private static async Task<bool> SucceedsAsync(string command, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            var output = Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            await output;
            return process.ExitCode == 0;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or OperationCanceledException)
        {
            return false;
        }
    }
}
