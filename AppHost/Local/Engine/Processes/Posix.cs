using System.Globalization;
using System.Runtime.InteropServices;

namespace Tollgate.AppHost.Local;

/// <summary>What .NET has no call for.</summary>
internal static partial class Posix
{
    public static bool IsRoot { get; } = geteuid() == 0;

    /// <summary>Sends a signal to a process, or with a negative id to a process group. False when there is none.</summary>
    public static bool Send(int process, Signal signal) => kill(process, (int)signal) == 0;

    /// <summary>
    /// When the process started, in clock ticks since boot: with the id it names one process for good. Null when there is none.
    /// </summary>
    public static long? StartTicks(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            // The command name, in parentheses, may itself hold spaces and parentheses.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Living processes whose working directory is a folder.</summary>
    public static IReadOnlyList<int> ProcessesIn(string folder) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var process) ? process : 0)
            .Where(process => process > 0 && WorkingDirectory(process) == folder)];

    // Null when it is gone, or another user's.
    private static string? WorkingDirectory(int process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/cwd").LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();
}
