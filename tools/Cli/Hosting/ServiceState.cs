using System.Globalization;

namespace Tollgate.Cli.Hosting;

/// <summary>What the system says of a process of the platform.</summary>
/// <param name="Replica">Such as <c>intake-0</c>.</param>
/// <param name="Pid">Another after a crash.</param>
/// <param name="MemoryBytes">Resident.</param>
/// <param name="Files">Open files and sockets.</param>
/// <param name="Threads">Of the system.</param>
public sealed record ServiceState(string Replica, int Pid, long MemoryBytes, int Files, int Threads)
{
    /// <summary>All of our services, none of the servers.</summary>
    public static IReadOnlyList<ServiceState> Read(HostDocument host) =>
    [
        .. from resource in host.Resources
           where Platform.Services.Names.Contains(resource.Name)
           from replica in resource.Replicas
           where replica.Pid is not null
           select Read($"{resource.Name}-{replica.Index}", replica.Pid!.Value),
    ];

    /// <summary>Lines that the services logged as errors, by service.</summary>
    public static IReadOnlyList<string> Errors(HostDocument host) =>
    [
        .. from file in Directory.GetFiles(host.Logs, "*.log")
           where Platform.Services.Names.Any(name => Path.GetFileName(file).StartsWith($"{name}-", StringComparison.Ordinal))
           from line in File.ReadLines(file)
           where line.Contains("] fail: ", StringComparison.Ordinal) || line.Contains("] crit: ", StringComparison.Ordinal)
           select line,
    ];

    private static ServiceState Read(string replica, int pid)
    {
        var status = File.ReadLines($"/proc/{pid}/status").Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[^1].Trim());
        return new ServiceState(
            replica, pid, 1024 * long.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture),
            Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length, int.Parse(status["Threads"], CultureInfo.InvariantCulture));
    }
}
