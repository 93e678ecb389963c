namespace Tollgate.ProviderSim;

/// <summary>
/// Hashes that are the same in every process and on every machine, unlike <see cref="object.GetHashCode"/>: the same model
/// and prompt must give the same answer, and a ledger line the same checksum, after a restart.
/// </summary>
internal static class StableHash
{
    private const ulong Offset = 14695981039346656037, Prime = 1099511628211;

    public static ulong Of(ReadOnlySpan<char> text, ulong seed = 0)
    {
        var hash = Offset ^ seed;
        foreach (var c in text)
            hash = (hash ^ c) * Prime;
        return Mix(hash);
    }

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Offset;
        foreach (var b in bytes)
            hash = (hash ^ b) * Prime;
        return Mix(hash);
    }

    public static ulong Combine(ulong a, ulong b) => Mix(a ^ (b + 0x9E3779B97F4A7C15 + (a << 6) + (a >> 2)));

    /// <summary>A number in [0, 1) that depends on the hash and the salt alone.</summary>
    public static double Unit(ulong hash, ulong salt) => (Combine(hash, salt) >> 11) * (1.0 / (1UL << 53));

    public static string Hex(ulong hash) => hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
