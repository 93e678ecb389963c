using Tollgate.Retrieval.Chunking;
using Tollgate.Retrieval.Ingestion;

namespace Tollgate.Retrieval.Indexing;

/// <summary>A document that was read and cut, or could not be: what is to be written over its pending row.</summary>
/// <param name="Key">The document.</param>
/// <param name="Version">The version that was read.</param>
/// <param name="Title">Title for citations.</param>
/// <param name="Chunks">Its passages; none when it failed.</param>
/// <param name="Vectors">An embedding per passage; null when indexed by words alone.</param>
/// <param name="EmbeddingModel">The model of the embeddings, or empty.</param>
/// <param name="Failure">Why it failed, or empty. Never text of the document.</param>
internal sealed record IndexedDocument(
    DocumentKey Key, long Version, string Title, IReadOnlyList<Chunk> Chunks, IReadOnlyList<float[]>? Vectors, string EmbeddingModel, string Failure)
{
    public short State => Failure.Length > 0 ? DocumentStates.Failed : DocumentStates.Indexed;
}
