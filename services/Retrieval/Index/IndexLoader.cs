using Npgsql;
using Tollgate.Retrieval.Ingestion;
using Tollgate.Retrieval.Persistence;

namespace Tollgate.Retrieval.Index;

/// <summary>Brings this replica's indexes up to what the database holds.</summary>
internal sealed class IndexLoader(NpgsqlDataSource database, IndexRegistry registry, ILogger<IndexLoader> logger)
{
    // Documents applied together while a large knowledge base is loaded: bounds memory beside the index itself.
    private const int DocumentsAtOnce = 2_000;

    // One statement, so one snapshot: the version belongs to exactly these documents. Removed ones come without chunks.
    private const string Changes =
        """
        SELECT k.index_version, d.index_version, d.document_id, d.indexed_title, d.uri, c.ordinal, c.section, c.body, c.token_count, c.embedding
        FROM knowledge_bases k
        LEFT JOIN documents d ON d.tenant_id = k.tenant_id AND d.knowledge_base = k.knowledge_base AND d.index_version > $3
        LEFT JOIN chunks c ON c.tenant_id = d.tenant_id AND c.knowledge_base = d.knowledge_base AND c.document_id = d.document_id
        WHERE k.tenant_id = $1 AND k.knowledge_base = $2
        ORDER BY d.index_version, d.document_id, c.ordinal
        """;

    /// <summary>Refreshes every knowledge base whose version has moved on.</summary>
    public async Task RefreshAllAsync(CancellationToken cancellationToken)
    {
        var behind = new List<KnowledgeBaseKey>();
        await using (var query = database.CreateCommand("SELECT tenant_id, knowledge_base, index_version FROM knowledge_bases"))
        await using (var reader = await query.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var key = new KnowledgeBaseKey(reader.GetString(0), reader.GetString(1));
                if (registry.Find(key)?.Version is not { } version || version < reader.GetInt64(2))
                    behind.Add(key);
            }
        }

        foreach (var key in behind)
            await RefreshAsync(key, cancellationToken);
    }

    /// <summary>Refreshes one knowledge base to at least the version in the database when the call began.</summary>
    public async Task RefreshAsync(KnowledgeBaseKey key, CancellationToken cancellationToken)
    {
        var index = registry.GetOrAdd(key);
        await index.Refreshing.WaitAsync(cancellationToken);
        try
        {
            await RefreshAsync(key, index, cancellationToken);
        }
        finally
        {
            index.Refreshing.Release();
        }
    }

    private async Task RefreshAsync(KnowledgeBaseKey key, KnowledgeIndex index, CancellationToken cancellationToken)
    {
        var changes = new Dictionary<string, List<IndexedChunk>>(StringComparer.Ordinal);
        var (before, reached, complete) = (index.Version, index.Version, index.Version);
        await using var query = database.CreateCommand(Changes);
        query.Parameters.AddAll(Sql.Value(key.TenantId), Sql.Value(key.KnowledgeBase), Sql.Value(index.Version));
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            complete = reader.GetInt64(0);
            if (await reader.IsDBNullAsync(1, cancellationToken))
                continue;
            if (reader.GetInt64(1) > reached && changes.Count >= DocumentsAtOnce)
            {
                index.Apply(changes, reached);
                changes.Clear();
            }
            reached = reader.GetInt64(1);
            Collect(reader, changes);
        }

        index.Apply(changes, complete);
        if (complete > before)
            IndexLog.Refreshed(logger, key.TenantId, key.KnowledgeBase, complete, index.Count);
    }

    private static void Collect(NpgsqlDataReader row, Dictionary<string, List<IndexedChunk>> changes)
    {
        var documentId = row.GetString(2);
        if (!changes.TryGetValue(documentId, out var chunks))
            changes[documentId] = chunks = [];
        if (row.IsDBNull(5))
            return;
        // The strings of a document are shared by its chunks.
        var (title, uri) = chunks.Count > 0 ? (chunks[0].Title, chunks[0].Uri) : (row.GetString(3), row.GetString(4));
        var vector = row.IsDBNull(9) ? null : row.GetFieldValue<float[]>(9);
        var id = chunks.Count > 0 ? chunks[0].DocumentId : documentId;
        chunks.Add(new IndexedChunk(id, row.GetInt32(5), title, row.GetString(6), uri, row.GetString(7), row.GetInt32(8), vector));
    }
}
