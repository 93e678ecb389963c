using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>
/// Encrypts signing secrets for the database (AES-256-GCM, bound to their endpoint): a copy of the database alone signs nothing, and a
/// secret moved to another endpoint's row does not open.
/// </summary>
internal sealed class WebhookSecretVault(IOptions<WebhookOptions> options, IOptions<ServiceIdentityOptions> identity)
{
    // A box is nonce, tag, cipher text.
    private const int Tag = 12;
    private const int Cipher = 28;

    private readonly byte[] key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.UTF8.GetBytes(options.Value.EncryptionKey is { Length: > 0 } own ? own : identity.Value.SigningKey),
        outputLength: 32,
        info: "tollgate webhook secrets v1"u8.ToArray());

    internal byte[] Seal(Guid endpointId, WebhookSecret secret)
    {
        var box = new byte[Cipher + secret.Key.Length];
        RandomNumberGenerator.Fill(box.AsSpan(..Tag));
        using var aes = new AesGcm(key, Cipher - Tag);
        aes.Encrypt(box.AsSpan(..Tag), secret.Key, box.AsSpan(Cipher..), box.AsSpan(Tag..Cipher), endpointId.ToByteArray());
        return box;
    }

    /// <exception cref="CryptographicException">Sealed with another key or for another endpoint.</exception>
    internal WebhookSecret Open(Guid endpointId, byte[] box)
    {
        var plain = new byte[box.Length - Cipher];
        using var aes = new AesGcm(key, Cipher - Tag);
        aes.Decrypt(box.AsSpan(..Tag), box.AsSpan(Cipher..), box.AsSpan(Tag..Cipher), plain, endpointId.ToByteArray());
        return WebhookSecret.FromKey(plain);
    }
}
