using System.Text;

namespace Tollgate.Retrieval.Index;

/// <summary>A passage as the index holds it.</summary>
internal sealed class IndexedChunk(string documentId, int ordinal, string title, string section, string uri, string text, int tokens, float[]? vector = null)
{
    // UTF-8 takes half the memory of a string, and only what a search returns is ever decoded.
    private readonly byte[] utf8 = Encoding.UTF8.GetBytes(text);

    public string DocumentId { get; } = documentId;

    public int Ordinal { get; } = ordinal;

    public string Title { get; } = title;

    public string Section { get; } = section;

    public string Uri { get; } = uri;

    public int Tokens { get; } = tokens;

    /// <summary>Unit-length embedding; null when the chunk was indexed without one.</summary>
    public float[]? Vector { get; } = vector;

    public string Id => $"{DocumentId}#{Ordinal}";

    public string ReadText() => Encoding.UTF8.GetString(utf8);
}
