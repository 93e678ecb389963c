using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Retrieval.Ingestion;

/// <summary>A document that passed every check.</summary>
internal sealed record NewDocument(DocumentKey Key, string MediaType, string Title, string Uri, string Content)
{
    /// <summary>Equal for equal documents: what tells a repeated delivery from a new text.</summary>
    public byte[] Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (ReadOnlySpan<string>)[MediaType, Title, Uri, Content])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
        return hash.GetHashAndReset();
    }
}
