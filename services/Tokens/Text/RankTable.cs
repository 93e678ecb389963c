using System.IO.Compression;
using System.Reflection;
using System.Text;

namespace Tollgate.Tokens;

/// <summary>The ids of a published vocabulary by the bytes they stand for, as the vocabulary package carries them.</summary>
internal sealed class RankTable
{
    private readonly Dictionary<byte[], int> ids = new(ByteComparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> lookup;
    private readonly int longest;

    private RankTable(IEnumerable<string> lines)
    {
        // One token a line, in order of their ids from 0, after a line that states how many.
        foreach (var line in lines.Skip(1).Where(line => line.Length > 0))
        {
            var bytes = Convert.FromBase64String(line);
            longest = Math.Max(longest, bytes.Length);
            ids.Add(bytes, ids.Count);
        }

        lookup = ids.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public static RankTable Load(TokenEncoding encoding) => encoding switch
    {
        TokenEncoding.O200kBase => Load("Microsoft.ML.Tokenizers.Data.O200kBase", "o200k_base.tiktoken.deflate"),
        TokenEncoding.Cl100kBase => Load("Microsoft.ML.Tokenizers.Data.Cl100kBase", "cl100k_base.tiktoken.deflate"),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, null),
    };

    /// <summary>The id of these bytes; -1 when they are no token.</summary>
    public int Find(ReadOnlySpan<byte> bytes) => bytes.Length <= longest && lookup.TryGetValue(bytes, out var id) ? id : -1;

    private static RankTable Load(string assembly, string resource)
    {
        using var packed = Assembly.Load(assembly).GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{assembly} does not carry {resource}.");
        using var reader = new StreamReader(new DeflateStream(packed, CompressionMode.Decompress), Encoding.ASCII);
        return new RankTable(Lines(reader));
    }

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ByteComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] bytes) => GetHashCode(bytes.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
