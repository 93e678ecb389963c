using System.Diagnostics;
using System.Globalization;

namespace Tollgate.Cli.Machine;

/// <summary>Something the platform needs, or can use.</summary>
public sealed record Finding(string What, bool Ok, bool Required, string HowToGetIt);

/// <summary>Looks at what this machine has.</summary>
public static class Doctor
{
    private const long RecommendedMemoryBytes = 4L * 1024 * 1024 * 1024;
    private const long RecommendedDiskBytes = 5L * 1024 * 1024 * 1024;

    /// <summary>Everything it looked for.</summary>
    public static async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var sdk = await OutputAsync("dotnet", ["--version"], cancellationToken);
        var installs = Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get")
            ? "installed by itself at the first start"
            : "ask an administrator for: apt-get install ";
        var postgres = Directory.Exists("/usr/lib/postgresql")
            && Directory.GetDirectories("/usr/lib/postgresql").Any(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var v) && v >= 15);
        var engine = await OutputAsync("docker", ["version", "--format", "{{.Server.Version}}"], cancellationToken)
            ?? await OutputAsync("podman", ["version", "--format", "{{.Server.Version}}"], cancellationToken);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var disk = new DriveInfo(Hosting.Checkout.Root).AvailableFreeSpace;
        return
        [
            new(".NET SDK 10", sdk?.StartsWith("10.", StringComparison.Ordinal) == true, true, "https://dotnet.microsoft.com/download"),
            new("PostgreSQL 15 or later", postgres, !installs.StartsWith("installed", StringComparison.Ordinal), Get(installs, "postgresql")),
            new("RabbitMQ 3.10 or later", File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server"), !installs.StartsWith("installed", StringComparison.Ordinal), Get(installs, "rabbitmq-server")),
            new(Text($"4 GiB of memory ({memory / (1024 * 1024)} MiB here)"), memory >= RecommendedMemoryBytes, false, "the platform may be slow"),
            new(Text($"5 GiB of free disk ({disk / (1024 * 1024)} MiB here)"), disk >= RecommendedDiskBytes, false, "make room"),
            new($"container engine for --aspire{(engine is null ? "" : $" ({engine})")}", engine is not null, false, "Docker or Podman; without it the platform runs on plain processes"),
            new("Chromium for screenshots of the console", File.Exists("/usr/bin/chromium"), false, Get(installs, "chromium")),
        ];
    }

    private static string Get(string installs, string package) => installs.EndsWith(' ') ? installs + package : installs;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static async Task<string?> OutputAsync(string command, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
