using System.Threading.Channels;
using Npgsql;

namespace Tollgate.Retrieval.Indexing;

/// <summary>
/// Commits indexed documents in groups: whoever is ready while a commit is under way goes with the next one. A bulk load so costs a
/// commit and a notice per group, not per document.
/// </summary>
internal sealed class IndexWriter(IndexStore store, ILogger<IndexWriter> logger) : BackgroundService
{
    private const int LargestGroup = 64;

    private readonly Channel<Item> queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(LargestGroup * 4) { SingleReader = true });

    private sealed record Item(IndexedDocument Document, TaskCompletionSource Done);

    /// <summary>Writes the document; returns once it is committed.</summary>
    public async Task WriteAsync(IndexedDocument document, CancellationToken cancellationToken)
    {
        var item = new Item(document, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await queue.Writer.WriteAsync(item, cancellationToken);
        await item.Done.Task.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await queue.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
        {
            var group = new List<Item>();
            while (group.Count < LargestGroup && queue.Reader.TryRead(out var item))
                group.Add(item);
            await WriteGroupAsync(group, stoppingToken);
        }
    }

    private async Task WriteGroupAsync(List<Item> group, CancellationToken cancellationToken)
    {
        try
        {
            await store.WriteAsync([.. group.Select(item => item.Document)], cancellationToken);
            group.ForEach(item => item.Done.TrySetResult());
        }
        catch (PostgresException error) when (group.Count > 1 && !error.IsTransient)
        {
            // One document that the database refuses must not keep its neighbours out.
            IndexingLog.GroupFailed(logger, group.Count, error);
            foreach (var item in group)
                await WriteGroupAsync([item], cancellationToken);
        }
        catch (Exception error)
        {
            group.ForEach(item => item.Done.TrySetException(error));
        }
    }
}
