using Npgsql;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Retrieval.Ingestion;

/// <summary>What the store says about a document that came in.</summary>
internal readonly record struct StoredDocument(long Version, short State);

/// <summary>Stores documents and announces those that are new; indexing follows from the announcement.</summary>
internal sealed class IngestDocuments(NpgsqlDataSource database, Outbox outbox, TimeProvider clock)
{
    /// <summary>Stores the documents in one transaction. Keys must be different from each other.</summary>
    public async Task<IReadOnlyDictionary<DocumentKey, StoredDocument>> HandleAsync(
        IReadOnlyList<NewDocument> documents, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = await DocumentStore.UpsertAsync(transaction, documents, clock.GetUtcNow(), cancellationToken);
        foreach (var (key, version) in changed)
        {
            var accepted = new DocumentAccepted
            {
                TenantId = key.Base.TenantId, KnowledgeBase = key.Base.KnowledgeBase, DocumentId = key.DocumentId, Version = version,
            };
            await outbox.AddAsync(transaction, Guid.CreateVersion7(clock.GetUtcNow()), accepted, cancellationToken);
        }
        var stored = changed.Count == documents.Count
            ? changed.ToDictionary(entry => entry.Key, entry => new StoredDocument(entry.Version, DocumentStates.Pending))
            : await DocumentStore.ReadAsync(transaction, documents, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return stored;
    }
}
