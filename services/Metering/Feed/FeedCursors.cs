using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Feed;

/// <summary>
/// Cursors: a seal over a position and the tenant filter, and the position behind it, masked: how much everybody used is not for a tenant to read from
/// its own. Callers cannot make or change one, and one of another tenant's feed opens nothing.
/// </summary>
internal sealed class FeedCursors(IOptions<ServiceIdentityOptions> identity)
{
    private const int PositionBytes = sizeof(long);
    private const int SealBytes = 16;

    private readonly byte[] key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(identity.Value.SigningKey), outputLength: 32, info: "tollgate feed cursors v1"u8.ToArray());

    private readonly byte[] maskKey = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(identity.Value.SigningKey), outputLength: 32, info: "tollgate feed cursor masks v1"u8.ToArray());

    public string After(long position, string tenantId)
    {
        var cursor = new byte[PositionBytes + SealBytes];
        BinaryPrimitives.WriteInt64BigEndian(cursor, position);
        SealOf(cursor.AsSpan(..PositionBytes), tenantId).CopyTo(cursor.AsSpan(PositionBytes));
        Mask(cursor);
        return Base64Url.EncodeToString(cursor);
    }

    /// <summary>The position that a cursor stands for; 0 for none.</summary>
    /// <exception cref="TollgateException">It is not a cursor of this tenant's feed: reason <c>INVALID_CURSOR</c>.</exception>
    public long Open(string cursor, string tenantId)
    {
        if (cursor.Length == 0)
            return 0;
        if (Base64Url.IsValid(cursor) && Base64Url.DecodeFromChars(cursor) is { Length: PositionBytes + SealBytes } bytes)
        {
            // Those of before were not masked.
            if (IsSealed(bytes, tenantId))
                return BinaryPrimitives.ReadInt64BigEndian(bytes);
            Mask(bytes);
            if (IsSealed(bytes, tenantId))
                return BinaryPrimitives.ReadInt64BigEndian(bytes);
        }

        const string Problem = "is not a cursor of this feed";
        throw TollgateException.InvalidArgument("INVALID_CURSOR", $"cursor: {Problem}", new FieldViolation("cursor", Problem));
    }

    private bool IsSealed(ReadOnlySpan<byte> cursor, string tenantId) =>
        CryptographicOperations.FixedTimeEquals(cursor[PositionBytes..], SealOf(cursor[..PositionBytes], tenantId));

    // By a stream that the seal begins: every position has another. Twice is not at all.
    private void Mask(Span<byte> cursor)
    {
        var mask = HMACSHA256.HashData(maskKey, cursor[PositionBytes..]);
        for (var i = 0; i < PositionBytes; i++)
            cursor[i] ^= mask[i];
    }

    private ReadOnlySpan<byte> SealOf(ReadOnlySpan<byte> position, string tenantId) =>
        HMACSHA256.HashData(key, (byte[])[.. position, .. Encoding.UTF8.GetBytes(tenantId)]).AsSpan(..SealBytes);
}
