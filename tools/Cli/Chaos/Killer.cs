using System.Diagnostics;
using Tollgate.Cli.Hosting;

namespace Tollgate.Cli.Chaos;

/// <summary>
/// Kills processes of the platform at random moments. Whoever runs them starts them again. It goes in rounds: every resource is hit before
/// any is hit again, in another order each time, and each replica as often as the others.
/// </summary>
internal sealed class Killer(Func<HostDocument> host, ChaosOptions options)
{
    private static readonly string[] Targets =
        ["inference", "metering", "billing", "intake", "routing", "retrieval", "messaging", "postgres"];

    private readonly Random random = new(options.Seed);
    private readonly List<string> round = [];
    private readonly Dictionary<string, int> hits = [];

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

    // A victim that is down already, being restarted, cannot be killed: the next of the round goes first, and it stays in the round.
    private async Task<(string Resource, int Replica)> KillOneAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (round.Count == 0)
                NextRound();
            var resources = host().Resources.ToDictionary(resource => resource.Name);
            foreach (var target in round)
            {
                var replicas = resources[target].Replicas;
                var replica = hits.GetValueOrDefault(target) % replicas.Count;
                if (replicas[replica].Pid is not { } pid || !TryKill(pid))
                    continue;
                hits[target] = hits.GetValueOrDefault(target) + 1;
                round.Remove(target);
                return (target, replica);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    private void NextRound()
    {
        var targets = Targets.ToArray();
        random.Shuffle(targets);
        round.AddRange(targets);
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
