using System.Diagnostics;
using Tollgate.Cli.Hosting;

namespace Tollgate.Cli.Chaos;

/// <summary>Kills processes of the platform at random moments. Whoever runs them starts them again.</summary>
internal sealed class Killer(Func<HostDocument> host, ChaosOptions options)
{
    private static readonly string[] Targets =
        ["inference", "metering", "billing", "intake", "routing", "retrieval", "messaging", "postgres"];

    private readonly Random random = new(options.Seed);

    /// <summary>Spreads the kills over the duration; tells of each as it happens.</summary>
    public async Task RunAsync(Action<Kill> killed, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var moments = Enumerable.Range(0, options.Kills).Select(_ => options.Duration * random.NextDouble()).Order().ToArray();
        foreach (var moment in moments)
        {
            if (moment - watch.Elapsed is { Ticks: > 0 } wait)
                await Task.Delay(wait, cancellationToken);
            var (resource, replica) = await KillOneAsync(cancellationToken);
            killed(new Kill(watch.Elapsed, resource, replica));
        }
    }

    // A victim that is down already, being restarted, cannot be killed: another is chosen.
    private async Task<(string Resource, int Replica)> KillOneAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var target = Targets[random.Next(Targets.Length)];
            var replicas = host().Resources.Single(resource => resource.Name == target).Replicas;
            var replica = random.Next(replicas.Count);
            if (replicas[replica].Pid is { } pid && TryKill(pid))
                return (target, replica);
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    private static bool TryKill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            return true;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
