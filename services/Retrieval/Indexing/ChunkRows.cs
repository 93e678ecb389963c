using Npgsql;
using NpgsqlTypes;
using Tollgate.Retrieval.Chunking;
using Tollgate.Retrieval.Ingestion;
using Tollgate.Retrieval.Persistence;

namespace Tollgate.Retrieval.Indexing;

/// <summary>The passages of documents.</summary>
internal static class ChunkRows
{
    private const string Columns = "tenant_id, knowledge_base, document_id, ordinal, section, body, token_count, embedding";

    /// <summary>Replaces all passages of the documents.</summary>
    public static async Task ReplaceAsync(NpgsqlTransaction transaction, IReadOnlyList<IndexedDocument> documents, CancellationToken cancellationToken)
    {
        await using (var delete = new NpgsqlCommand(
            """
            DELETE FROM chunks USING unnest($1::text[], $2::text[], $3::text[]) AS d (tenant_id, knowledge_base, document_id)
            WHERE chunks.tenant_id = d.tenant_id AND chunks.knowledge_base = d.knowledge_base AND chunks.document_id = d.document_id
            """,
            transaction.Connection,
            transaction))
        {
            delete.Parameters.AddAll(
                Sql.Array(documents, d => d.Key.Base.TenantId), Sql.Array(documents, d => d.Key.Base.KnowledgeBase),
                Sql.Array(documents, d => d.Key.DocumentId));
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var import = await transaction.Connection!.BeginBinaryImportAsync($"COPY chunks ({Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var document in documents)
        {
            for (var i = 0; i < document.Chunks.Count; i++)
                await WriteAsync(import, document.Key, i, document.Chunks[i], document.Vectors?[i], cancellationToken);
        }
        await import.CompleteAsync(cancellationToken);
    }

    private static async Task WriteAsync(
        NpgsqlBinaryImporter import, DocumentKey key, int ordinal, Chunk chunk, float[]? vector, CancellationToken cancellationToken)
    {
        await import.StartRowAsync(cancellationToken);
        await import.WriteAsync(key.Base.TenantId, NpgsqlDbType.Text, cancellationToken);
        await import.WriteAsync(key.Base.KnowledgeBase, NpgsqlDbType.Text, cancellationToken);
        await import.WriteAsync(key.DocumentId, NpgsqlDbType.Text, cancellationToken);
        await import.WriteAsync(ordinal, NpgsqlDbType.Integer, cancellationToken);
        await import.WriteAsync(chunk.Section, NpgsqlDbType.Text, cancellationToken);
        await import.WriteAsync(chunk.Text, NpgsqlDbType.Text, cancellationToken);
        await import.WriteAsync(chunk.Tokens, NpgsqlDbType.Integer, cancellationToken);
        if (vector is null)
            await import.WriteNullAsync(cancellationToken);
        else
            await import.WriteAsync(vector, NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
    }
}
