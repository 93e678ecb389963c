using Npgsql;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Retrieval.Ingestion;
using Tollgate.Retrieval.Persistence;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Retrieval.Indexing;

/// <summary>Writes what a search can find, and says so.</summary>
/// <remarks>Locks are taken in one order everywhere: knowledge bases by key, then documents by key.</remarks>
internal sealed class IndexStore(NpgsqlDataSource database, Outbox outbox, TimeProvider clock)
{
    /// <summary>Writes documents over their pending rows; one whose version has moved on meanwhile is left out.</summary>
    public async Task WriteAsync(IReadOnlyList<IndexedDocument> documents, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var versions = await RaiseAsync(transaction, [.. documents.Select(document => document.Key.Base)], cancellationToken);
        var current = await DocumentRows.FinishAsync(transaction, documents, versions, clock.GetUtcNow(), cancellationToken);
        var written = documents.Where(document => current.Contains(document.Key) && document.State == DocumentStates.Indexed).ToList();
        if (written.Count > 0)
            await ChunkRows.ReplaceAsync(transaction, written, cancellationToken);
        foreach (var key in written.Select(document => document.Key.Base).Distinct())
            await AnnounceAsync(transaction, key, versions[key], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }

    /// <summary>Removes a document from the index, if it is there.</summary>
    public async Task RemoveAsync(DocumentKey key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var versions = await RaiseAsync(transaction, [key.Base], cancellationToken);
        if (!versions.TryGetValue(key.Base, out var version) || !await DocumentRows.RemoveAsync(transaction, key, version, clock.GetUtcNow(), cancellationToken))
            return;
        await AnnounceAsync(transaction, key.Base, version, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }

    private static async Task<Dictionary<KnowledgeBaseKey, long>> RaiseAsync(
        NpgsqlTransaction transaction, KnowledgeBaseKey[] keys, CancellationToken cancellationToken)
    {
        KnowledgeBaseKey[] ordered = [.. keys.Distinct().Order()];
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var key in ordered)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                UPDATE knowledge_bases SET index_version = index_version + 1 WHERE tenant_id = $1 AND knowledge_base = $2
                RETURNING tenant_id, knowledge_base, index_version
                """)
            {
                Parameters = { Sql.Value(key.TenantId), Sql.Value(key.KnowledgeBase) },
            });
        }
        var versions = new Dictionary<KnowledgeBaseKey, long>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
                versions[new KnowledgeBaseKey(reader.GetString(0), reader.GetString(1))] = reader.GetInt64(2);
        }
        while (await reader.NextResultAsync(cancellationToken));
        return versions;
    }

    private Task AnnounceAsync(NpgsqlTransaction transaction, KnowledgeBaseKey key, long version, CancellationToken cancellationToken) =>
        outbox.AddAsync(
            transaction,
            Guid.CreateVersion7(clock.GetUtcNow()),
            new IndexUpdated { TenantId = key.TenantId, KnowledgeBase = key.KnowledgeBase, IndexVersion = version },
            cancellationToken);
}
