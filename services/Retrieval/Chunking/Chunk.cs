namespace Tollgate.Retrieval.Chunking;

/// <summary>A passage cut from a document.</summary>
/// <param name="Section">Path of headings above it, for example "Claims > Deadlines". Empty when there are none.</param>
/// <param name="Text">The passage.</param>
/// <param name="Tokens">Its tokens (o200k).</param>
internal sealed record Chunk(string Section, string Text, int Tokens);
