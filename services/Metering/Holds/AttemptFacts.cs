namespace Tollgate.Metering.Holds;

/// <summary>Bounds that every fact about an attempt keeps, whichever way it comes.</summary>
internal static class AttemptFacts
{
    /// <summary>Ten thousand of the currency: no single call costs this, and the sum of a million such calls still fits.</summary>
    public const long MaxCostNanos = 10_000_000_000_000;

    /// <summary>Ten thousand million tokens in one call.</summary>
    public const long MaxTokens = 10_000_000_000;

    private const int MaxName = 256;

    /// <summary>Short enough, and without the one character that Postgres cannot store.</summary>
    public static bool AreStorable(params ReadOnlySpan<string?> names)
    {
        foreach (var name in names)
        {
            if (name is null || name.Length > MaxName || name.Contains('\0'))
                return false;
        }

        return true;
    }

    /// <summary>The time that a UUIDv7 was made.</summary>
    public static DateTimeOffset TimeOf(Guid uuid7)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid7.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = ((long)bytes[0] << 40) | ((long)bytes[1] << 32) | ((long)bytes[2] << 24) | ((long)bytes[3] << 16) | ((long)bytes[4] << 8) | bytes[5];
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }
}
