using System.Security.Cryptography;

namespace Tollgate.Privacy.Checks;

/// <summary>Checksums in addresses of Bitcoin.</summary>
internal static class CoinAddresses
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int AddressBytes = 25;

    /// <summary>Base58Check: 21 bytes and the first four of their double SHA-256.</summary>
    public static bool IsBase58Check(ReadOnlySpan<char> address)
    {
        Span<byte> bytes = stackalloc byte[AddressBytes];
        foreach (var c in address)
        {
            var carry = Base58.IndexOf(c, StringComparison.Ordinal);
            if (carry < 0)
                return false;
            for (var i = AddressBytes - 1; i >= 0; i--)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry != 0)
                return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..21], hash);
        SHA256.HashData(hash, hash);
        return hash[..4].SequenceEqual(bytes[21..]);
    }

    /// <summary>BIP 173 and BIP 350: a BCH code over the prefix and the data.</summary>
    public static bool IsBech32(string address)
    {
        const uint first = 1, second = 0x2bc830a3;
        var lower = address.ToLowerInvariant();
        var data = lower[(lower.LastIndexOf('1') + 1)..];
        uint checksum = 1;
        foreach (var c in lower[..lower.LastIndexOf('1')])
            checksum = Step(checksum) ^ (uint)(c >> 5);
        checksum = Step(checksum);
        foreach (var c in lower[..lower.LastIndexOf('1')])
            checksum = Step(checksum) ^ (uint)(c & 31);
        foreach (var c in data)
        {
            var value = Bech32.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
                return false;
            checksum = Step(checksum) ^ (uint)value;
        }

        return checksum is first or second;
    }

    private static uint Step(uint checksum)
    {
        ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        var top = checksum >> 25;
        checksum = (checksum & 0x1ffffff) << 5;
        for (var i = 0; i < generator.Length; i++)
        {
            if ((top >> i & 1) != 0)
                checksum ^= generator[i];
        }

        return checksum;
    }
}
