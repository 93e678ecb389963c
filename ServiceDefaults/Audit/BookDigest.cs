using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Contracts.Common.V1;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>
/// An order-free digest of a book: two books with the same attempts, usage and cost have the same digest, however their rows are
/// stored. Sum of the rows' hashes, so rows can be added as they come and ranges can be combined.
/// </summary>
public sealed class BookDigest
{
    private ulong high;
    private ulong low;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static BookDigest Parse(string text) => new()
    {
        high = ulong.Parse(text.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        low = ulong.Parse(text.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
    };

    /// <summary>Adds an attempt with its total over all revisions.</summary>
    public void Add(Guid attemptId, TokenCounts usage, long costNanos)
    {
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"{attemptId:N}|{usage.Input}|{usage.CachedInput}|{usage.CacheWrite5m}|{usage.CacheWrite1h}|{usage.Output}|{usage.Reasoning}|{usage.ImageInput}|{usage.ImageOutput}|{usage.AudioInput}|{usage.CachedAudioInput}|{usage.AudioOutput}|{usage.Tool}|{costNanos}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(row), hash);
        unchecked
        {
            high += BinaryPrimitives.ReadUInt64BigEndian(hash);
            low += BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        }
    }

    /// <summary>Adds the rows of another part of the book.</summary>
    public void Add(BookDigest other)
    {
        unchecked
        {
            high += other.high;
            low += other.low;
        }
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{high:x16}{low:x16}");
}
