using Npgsql;
using Tollgate.Retrieval.Ingestion;
using Tollgate.Retrieval.Persistence;

namespace Tollgate.Retrieval.Indexing;

/// <summary>The end of a document's way: indexed, failed or removed.</summary>
internal static class DocumentRows
{
    // A failure keeps what was indexed before: the last good text stays findable, and index_version stays with it.
    private const string Finish =
        """
        UPDATE documents SET
            state = $5, failure = $6, updated_at = $7,
            indexed_version = CASE WHEN $5 = 2 THEN $4 ELSE indexed_version END,
            indexed_title = CASE WHEN $5 = 2 THEN $8 ELSE indexed_title END,
            embedding_model = CASE WHEN $5 = 2 THEN $9 ELSE embedding_model END,
            chunk_count = CASE WHEN $5 = 2 THEN $10 ELSE chunk_count END,
            token_count = CASE WHEN $5 = 2 THEN $11 ELSE token_count END,
            index_version = CASE WHEN $5 = 2 THEN $12 ELSE index_version END
        WHERE tenant_id = $1 AND knowledge_base = $2 AND document_id = $3 AND version = $4 AND state = 1
        RETURNING tenant_id, knowledge_base, document_id
        """;

    /// <summary>Ends the pending state; returns the documents whose version was still the wanted one.</summary>
    public static async Task<HashSet<DocumentKey>> FinishAsync(
        NpgsqlTransaction transaction, IReadOnlyList<IndexedDocument> documents, Dictionary<KnowledgeBaseKey, long> versions, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var document in documents.OrderBy(document => document.Key))
        {
            var key = document.Key;
            var command = new NpgsqlBatchCommand(Finish);
            command.Parameters.AddAll(
                Sql.Value(key.Base.TenantId), Sql.Value(key.Base.KnowledgeBase), Sql.Value(key.DocumentId), Sql.Value(document.Version),
                Sql.Value(document.State), Sql.Value(document.Failure), Sql.Value(now), Sql.Value(document.Title), Sql.Value(document.EmbeddingModel),
                Sql.Value(document.Chunks.Count), Sql.Value(document.Chunks.Sum(chunk => (long)chunk.Tokens)), Sql.Value(versions[key.Base]));
            batch.BatchCommands.Add(command);
        }
        var current = new HashSet<DocumentKey>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
                current.Add(new DocumentKey(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }
        while (await reader.NextResultAsync(cancellationToken));
        return current;
    }

    /// <summary>Empties a document; its row stays, so that replicas learn of the removal. False when there is nothing to remove.</summary>
    public static async Task<bool> RemoveAsync(
        NpgsqlTransaction transaction, DocumentKey key, long indexVersion, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var update = new NpgsqlCommand(
            """
            WITH removed AS (
                UPDATE documents SET
                    state = 4, content = '', fingerprint = '', given_title = '', indexed_title = '', uri = '', failure = '', indexed_version = 0,
                    chunk_count = 0, token_count = 0, index_version = $4, updated_at = $5
                WHERE tenant_id = $1 AND knowledge_base = $2 AND document_id = $3 AND state <> 4
                RETURNING 1), emptied AS (
                DELETE FROM chunks WHERE tenant_id = $1 AND knowledge_base = $2 AND document_id = $3)
            SELECT count(*) FROM removed
            """,
            transaction.Connection,
            transaction);
        update.Parameters.AddAll(Sql.Value(key.Base.TenantId), Sql.Value(key.Base.KnowledgeBase), Sql.Value(key.DocumentId), Sql.Value(indexVersion), Sql.Value(now));
        return (long)(await update.ExecuteScalarAsync(cancellationToken))! > 0;
    }
}
