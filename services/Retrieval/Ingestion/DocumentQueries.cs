using Npgsql;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Retrieval.Persistence;
using Tollgate.ServiceDefaults.Errors;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Tollgate.Retrieval.Ingestion;

/// <summary>What is known about documents and knowledge bases.</summary>
internal sealed class DocumentQueries(NpgsqlDataSource database)
{
    public async Task<GetDocumentResponse> GetDocumentAsync(DocumentKey key, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(
            """
            SELECT CASE WHEN given_title <> '' THEN given_title WHEN indexed_title <> '' THEN indexed_title ELSE document_id END,
                version, state, chunk_count, token_count, failure, updated_at
            FROM documents WHERE tenant_id = $1 AND knowledge_base = $2 AND document_id = $3 AND state <> 4
            """);
        query.Parameters.AddAll(Sql.Value(key.Base.TenantId), Sql.Value(key.Base.KnowledgeBase), Sql.Value(key.DocumentId));
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            throw TollgateException.NotFound(RetrievalReasons.DocumentNotFound, "There is no such document.");
        return new GetDocumentResponse
        {
            Title = row.GetString(0),
            Version = row.GetInt64(1),
            State = (DocumentState)row.GetInt16(2),
            Chunks = row.GetInt32(3),
            Tokens = row.GetInt64(4),
            Failure = row.GetString(5),
            UpdateTime = Timestamp.FromDateTimeOffset(row.GetFieldValue<DateTimeOffset>(6)),
        };
    }

    public async Task<GetKnowledgeBaseResponse> GetKnowledgeBaseAsync(KnowledgeBaseKey key, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(
            """
            SELECT count(*) FILTER (WHERE state = 2), count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 3),
                coalesce(sum(chunk_count), 0)::bigint,
                coalesce((SELECT index_version FROM knowledge_bases WHERE tenant_id = $1 AND knowledge_base = $2), 0)
            FROM documents WHERE tenant_id = $1 AND knowledge_base = $2
            """);
        query.Parameters.AddAll(Sql.Value(key.TenantId), Sql.Value(key.KnowledgeBase));
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new GetKnowledgeBaseResponse
        {
            DocumentsIndexed = row.GetInt64(0),
            DocumentsPending = row.GetInt64(1),
            DocumentsFailed = row.GetInt64(2),
            Chunks = row.GetInt64(3),
            IndexVersion = row.GetInt64(4),
        };
    }
}
