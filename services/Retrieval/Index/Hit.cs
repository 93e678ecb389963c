namespace Tollgate.Retrieval.Index;

/// <summary>A chunk that a search found.</summary>
internal readonly record struct Hit(IndexedChunk Chunk, double Score);
