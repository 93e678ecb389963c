using System.Diagnostics;
using Tollgate.Cli.Books;
using Tollgate.Cli.Hosting;
using Tollgate.Cli.Northstar;
using Tollgate.Cli.Platform;
using Tollgate.Cli.Workloads;

namespace Tollgate.Cli.Chaos;

/// <summary>
/// Makes requests as backends do, kills processes under them, delivers every message again out of order, and when all is quiet compares
/// the books with the provider's.
/// </summary>
public sealed class ChaosRun(Func<HostDocument> host, PlatformClients platform, ProviderBooks provider, ChaosOptions options)
{
    private const int MaxConcurrency = 64;
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromMinutes(5);

    /// <summary>Runs on tenants of a day that are set up already.</summary>
    public async Task<ChaosResult> RunAsync(
        Day day, IReadOnlyDictionary<string, string> keys, WorkTally tally, Action<Kill> killed, CancellationToken cancellationToken)
    {
        using var broker = new Broker(host());
        await using var shuffler = new Shuffler(broker.Uri, await broker.WorkQueuesAsync(cancellationToken), options.Seed);
        var watch = Stopwatch.StartNew();
        var kills = new List<Kill>();
        var killing = new Killer(host, options).RunAsync(
            kill =>
            {
                kills.Add(kill);
                killed(kill);
            },
            cancellationToken);
        await new WorkRunner(platform, MaxConcurrency).RunAsync(ChaosWork.Make(day, keys, options), tally, cancellationToken);
        await killing;
        var answered = watch.Elapsed;
        await UntilHealthyAsync(cancellationToken);
        await shuffler.UntilEmptyAsync(RecoveryPatience, cancellationToken);
        var recovered = watch.Elapsed;
        var audit = await new SystemAudit(platform, provider).RunAsync(cancellationToken);
        return new ChaosResult(kills, shuffler.Repeated, tally, audit, await broker.ErrorsAsync(cancellationToken))
        {
            Answered = answered,
            Recovered = recovered,
            Audited = watch.Elapsed,
        };
    }

    private async Task UntilHealthyAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(RecoveryPatience);
        while (host().Resources.Where(resource => !resource.Healthy).Select(resource => resource.Name).ToArray() is { Length: > 0 } down)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (patience.IsCancellationRequested)
                throw new CliException($"Not healthy again after {RecoveryPatience.TotalSeconds:0} seconds: {string.Join(", ", down)}.");
        }
    }
}
