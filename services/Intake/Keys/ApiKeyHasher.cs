using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Tollgate.Intake.Keys;

/// <summary>Hashes keys with the pepper. The secret is random, so a plain HMAC is as strong as the key; slow hashing would only cost us.</summary>
internal sealed class ApiKeyHasher(IOptions<ApiKeyOptions> options)
{
    private readonly byte[] pepper = Encoding.UTF8.GetBytes(options.Value.Pepper);

    public byte[] Hash(ApiKeyText key) => HMACSHA256.HashData(pepper, Encoding.UTF8.GetBytes(key.Reveal()));

    /// <summary>Compares in constant time; an unknown key (null) takes as long as a wrong one.</summary>
    public bool Matches(ApiKeyText key, byte[]? storedHash)
    {
        var hash = Hash(key);
        return CryptographicOperations.FixedTimeEquals(hash, storedHash ?? new byte[hash.Length]) && storedHash is not null;
    }
}
