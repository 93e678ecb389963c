using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Tollgate.Retrieval.Ingestion;

namespace Tollgate.Retrieval.Index;

/// <summary>
/// Loads all indexes before the service takes calls, then keeps them fresh: at once when a change is announced, and every few seconds
/// in case an announcement was missed.
/// </summary>
internal sealed class IndexRefresher(IndexLoader loader, IOptions<IndexOptions> options, TimeProvider clock, ILogger<IndexRefresher> logger)
    : BackgroundService
{
    // One waiting notice per knowledge base is enough, however many changes it stands for.
    private readonly Channel<KnowledgeBaseKey> notices = Channel.CreateUnbounded<KnowledgeBaseKey>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<KnowledgeBaseKey> waiting = [];

    /// <summary>Asks for a refresh of one knowledge base.</summary>
    public void Notice(KnowledgeBaseKey key)
    {
        lock (waiting)
        {
            if (waiting.Add(key))
                notices.Writer.TryWrite(key);
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await loader.RefreshAllAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshInterval, clock);
        await Task.WhenAll(FollowAsync(stoppingToken), PollAsync(timer, stoppingToken));
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        await foreach (var key in notices.Reader.ReadAllAsync(stoppingToken))
        {
            lock (waiting)
                waiting.Remove(key);
            await TryAsync(() => loader.RefreshAsync(key, stoppingToken), stoppingToken);
        }
    }

    private async Task PollAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryAsync(() => loader.RefreshAllAsync(stoppingToken), stoppingToken);
    }

    // Searches go on with what there is; the next round tries again.
    private async Task TryAsync(Func<Task> refresh, CancellationToken stoppingToken)
    {
        try
        {
            await refresh();
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            IndexLog.NotRefreshed(logger, error);
        }
    }
}
