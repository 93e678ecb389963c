using Npgsql;
using Tollgate.Retrieval.Persistence;

namespace Tollgate.Retrieval.Ingestion;

/// <summary>Documents as they come in.</summary>
internal static class DocumentStore
{
    // Rows are locked in the order of their keys, so that two batches that overlap cannot wait for each other.
    private const string Upsert =
        """
        INSERT INTO documents AS d (tenant_id, knowledge_base, document_id, media_type, given_title, uri, content, fingerprint, created_at, updated_at)
        SELECT n.*, $9, $9 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[])
            AS n (tenant_id, knowledge_base, document_id, media_type, given_title, uri, content, fingerprint)
        ON CONFLICT (tenant_id, knowledge_base, document_id) DO UPDATE SET
            media_type = excluded.media_type, given_title = excluded.given_title, uri = excluded.uri, content = excluded.content,
            fingerprint = excluded.fingerprint, version = d.version + CASE WHEN d.fingerprint = excluded.fingerprint THEN 0 ELSE 1 END,
            state = 1, failure = '', updated_at = excluded.updated_at
        WHERE d.fingerprint <> excluded.fingerprint OR d.state = 3
        RETURNING d.tenant_id, d.knowledge_base, d.document_id, d.version
        """;

    /// <summary>Inserts or replaces; returns only those that changed, which is also a failed one that is sent again.</summary>
    public static async Task<List<(DocumentKey Key, long Version)>> UpsertAsync(
        NpgsqlTransaction transaction, IReadOnlyList<NewDocument> documents, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ordered = documents.OrderBy(document => document.Key).ToList();
        var bases = ordered.Select(document => document.Key.Base).Distinct().ToList();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "INSERT INTO knowledge_bases (tenant_id, knowledge_base) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING")
        {
            Parameters = { Sql.Array(bases, key => key.TenantId), Sql.Array(bases, key => key.KnowledgeBase) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Upsert)
        {
            Parameters =
            {
                Sql.Array(ordered, d => d.Key.Base.TenantId), Sql.Array(ordered, d => d.Key.Base.KnowledgeBase),
                Sql.Array(ordered, d => d.Key.DocumentId), Sql.Array(ordered, d => d.MediaType), Sql.Array(ordered, d => d.Title),
                Sql.Array(ordered, d => d.Uri), Sql.Array(ordered, d => d.Content), Sql.Array(ordered, d => d.Fingerprint()),
                Sql.Value(now),
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var changed = new List<(DocumentKey, long)>();
        while (await reader.ReadAsync(cancellationToken))
            changed.Add((new DocumentKey(reader.GetString(0), reader.GetString(1), reader.GetString(2)), reader.GetInt64(3)));
        return changed;
    }

    /// <summary>Version and state of each document.</summary>
    public static async Task<Dictionary<DocumentKey, StoredDocument>> ReadAsync(
        NpgsqlTransaction transaction, IReadOnlyList<NewDocument> documents, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT tenant_id, knowledge_base, document_id, version, state FROM documents
            JOIN unnest($1::text[], $2::text[], $3::text[]) AS n (tenant_id, knowledge_base, document_id)
            USING (tenant_id, knowledge_base, document_id)
            """,
            transaction.Connection,
            transaction)
        {
            Parameters =
            {
                Sql.Array(documents, d => d.Key.Base.TenantId), Sql.Array(documents, d => d.Key.Base.KnowledgeBase),
                Sql.Array(documents, d => d.Key.DocumentId),
            },
        };
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var stored = new Dictionary<DocumentKey, StoredDocument>();
        while (await reader.ReadAsync(cancellationToken))
        {
            stored[new DocumentKey(reader.GetString(0), reader.GetString(1), reader.GetString(2))] =
                new StoredDocument(reader.GetInt64(3), reader.GetInt16(4));
        }
        return stored;
    }
}
