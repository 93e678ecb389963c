using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>
/// Signs and checks webhooks as the Standard Webhooks specification says: HMAC-SHA-256 over <c>id.timestamp.body</c>, one
/// signature for each active secret, so that a secret can be rotated without a moment of refusals.
/// </summary>
public static class WebhookSignature
{
    /// <summary>Header with the id of the message; the same when it is sent again.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>Header with the time of sending, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>Header with the signatures, separated by spaces, each <c>v1,</c> and base64.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";

    // A forged header must not buy more than a handful of comparisons.
    private const int MaxSignatures = 16;

    /// <summary>The value of <see cref="SignatureHeader"/>.</summary>
    /// <param name="secrets">The active secrets, at least one.</param>
    /// <param name="messageId">Id of the message.</param>
    /// <param name="time">Time of sending; seconds count.</param>
    /// <param name="body">The body, byte for byte as sent.</param>
    public static string Sign(IReadOnlyList<WebhookSecret> secrets, string messageId, DateTimeOffset time, ReadOnlySpan<byte> body)
    {
        var content = ContentOf(messageId, TimestampOf(time), body);
        return string.Join(' ', secrets.Select(secret => Version + Convert.ToBase64String(HMACSHA256.HashData(secret.Key, content))));
    }

    /// <summary>The value of <see cref="TimestampHeader"/>.</summary>
    public static string TimestampOf(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a received webhook is genuine and of now. Comparisons take the same time whatever differs.</summary>
    /// <param name="secrets">The active secrets.</param>
    /// <param name="messageId">Value of <see cref="IdHeader"/>.</param>
    /// <param name="timestamp">Value of <see cref="TimestampHeader"/>.</param>
    /// <param name="signatures">Value of <see cref="SignatureHeader"/>.</param>
    /// <param name="body">The body, byte for byte as received.</param>
    /// <param name="now">The receiver's time.</param>
    /// <param name="tolerance">How far the time of sending may be from it, both ways.</param>
    public static WebhookVerdict Verify(
        IReadOnlyList<WebhookSecret> secrets, string? messageId, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now,
        TimeSpan tolerance)
    {
        if (string.IsNullOrEmpty(messageId) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
            return WebhookVerdict.MissingHeaders;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return WebhookVerdict.BadTimestamp;
        if (Math.Abs((decimal)seconds - now.ToUnixTimeSeconds()) > (decimal)tolerance.TotalSeconds)
            return WebhookVerdict.OutsideTolerance;

        var content = ContentOf(messageId, timestamp, body);
        var expected = secrets.Select(secret => HMACSHA256.HashData(secret.Key, content)).ToArray();
        var genuine = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxSignatures))
        {
            if (!signature.StartsWith(Version, StringComparison.Ordinal))
                continue;
            var given = new byte[HMACSHA256.HashSizeInBytes];
            if (!Convert.TryFromBase64String(signature[Version.Length..], given, out var length) || length != given.Length)
                continue;
            foreach (var hash in expected)
                genuine |= CryptographicOperations.FixedTimeEquals(hash, given);
        }

        return genuine ? WebhookVerdict.Genuine : WebhookVerdict.Forged;
    }

    private static byte[] ContentOf(string messageId, string timestamp, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{messageId}.{timestamp}."), .. body];
}
