using Npgsql;
using Tollgate.Retrieval.Chunking;
using Tollgate.Retrieval.Embedding;
using Tollgate.Retrieval.Ingestion;
using Tollgate.Retrieval.Persistence;

namespace Tollgate.Retrieval.Indexing;

/// <summary>Reads a pending document and cuts it into passages.</summary>
internal sealed class IndexDocument(NpgsqlDataSource database, Chunker chunker, Embedder embedder, ILogger<IndexDocument> logger)
{
    private const string NoText = "The document has no text that can be searched.";

    // Reading and counting tokens is work for a core, and searches need cores too.
    private readonly SemaphoreSlim cores = new(Math.Max(1, Environment.ProcessorCount / 2));

    private sealed record Pending(string MediaType, string Title, string Content);

    /// <summary>What is to be written, or null when this version is not pending any more.</summary>
    public async Task<IndexedDocument?> PrepareAsync(DocumentKey key, long version, CancellationToken cancellationToken)
    {
        if (await ReadAsync(key, version, cancellationToken) is not { } pending)
            return null;

        var (title, chunks, failure) = await CutAsync(key, pending, cancellationToken);
        if (failure.Length > 0)
            return new IndexedDocument(key, version, title, [], null, "", failure);

        var vectors = await embedder.EmbedDocumentAsync(key, chunks, cancellationToken);
        return new IndexedDocument(key, version, title, chunks, vectors, vectors is null ? "" : embedder.Model, "");
    }

    private async Task<(string Title, List<Chunk> Chunks, string Failure)> CutAsync(DocumentKey key, Pending pending, CancellationToken cancellationToken)
    {
        await cores.WaitAsync(cancellationToken);
        try
        {
            var read = MediaTypes.Read(pending.MediaType, pending.Content);
            var chunks = chunker.Cut(read);
            var title = pending.Title.Length > 0 ? pending.Title : read.Title.Length > 0 ? read.Title : key.DocumentId;
            return (title, chunks, chunks.Count == 0 ? NoText : "");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Whatever a document does to a parser, it would do again: it fails for good, and says so, without its text.
            IndexingLog.CannotRead(logger, key.Base.TenantId, key.Base.KnowledgeBase, key.DocumentId, error.GetType().Name);
            return (pending.Title, [], $"The document could not be read ({error.GetType().Name}).");
        }
        finally
        {
            cores.Release();
        }
    }

    private async Task<Pending?> ReadAsync(DocumentKey key, long version, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(
            """
            SELECT media_type, given_title, content FROM documents
            WHERE tenant_id = $1 AND knowledge_base = $2 AND document_id = $3 AND version = $4 AND state = 1
            """);
        query.Parameters.AddAll(Sql.Value(key.Base.TenantId), Sql.Value(key.Base.KnowledgeBase), Sql.Value(key.DocumentId), Sql.Value(version));
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new Pending(reader.GetString(0), reader.GetString(1), reader.GetString(2)) : null;
    }
}
