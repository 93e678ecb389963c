using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Tollgate.Intake.Keys;

namespace Tollgate.Intake.Idempotency;

/// <summary>
/// Encrypts what is kept of an answer (AES-256-GCM). Bound to tenant, key and operation, so a row moved to another place does not open.
/// </summary>
internal sealed class AnswerProtector
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    // The cipher itself is made for each use: it is not safe for several threads at once.
    private readonly byte[] key;

    public AnswerProtector(IOptions<IdempotencyOptions> options, IOptions<ApiKeyOptions> keys)
    {
        var secret = options.Value.EncryptionKey.Length > 0 ? options.Value.EncryptionKey : keys.Value.Pepper;
        key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "tollgate/idempotency/v1"u8.ToArray());
    }

    public byte[] Protect(byte[] plain, Claim claim)
    {
        var sealedBytes = new byte[NonceSize + plain.Length + TagSize];
        var nonce = sealedBytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagSize);
        cipher.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceSize, plain.Length), sealedBytes.AsSpan(NonceSize + plain.Length), Context(claim));
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">Not sealed with this key, or not for this claim.</exception>
    public byte[] Unprotect(byte[] sealedBytes, Claim claim)
    {
        var plain = new byte[sealedBytes.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(key, TagSize);
        cipher.Decrypt(
            sealedBytes.AsSpan(0, NonceSize), sealedBytes.AsSpan(NonceSize, plain.Length), sealedBytes.AsSpan(NonceSize + plain.Length),
            plain, Context(claim));
        return plain;
    }

    private static byte[] Context(Claim claim) => Encoding.UTF8.GetBytes($"{claim.TenantId}\n{claim.Key}\n{claim.Operation.Id:N}");
}
