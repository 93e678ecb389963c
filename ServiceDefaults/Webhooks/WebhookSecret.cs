using System.Security.Cryptography;

namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>
/// A signing secret of the Standard Webhooks: <c>whsec_</c> and 24 to 64 bytes in base64. It prints as a mask, so that it cannot slip
/// into a log or an answer; whoever must hand it out asks for <see cref="Reveal"/>.
/// </summary>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int MinBytes = 24;
    private const int MaxBytes = 64;
    private const int NewBytes = 32;

    private readonly byte[] key;

    private WebhookSecret(byte[] key) => this.key = key;

    internal ReadOnlySpan<byte> Key => key;

    /// <summary>A new random secret.</summary>
    public static WebhookSecret Create() => new(RandomNumberGenerator.GetBytes(NewBytes));

    /// <summary>Reads what <see cref="Reveal"/> wrote.</summary>
    /// <returns>Null when it is not a secret.</returns>
    public static WebhookSecret? TryParse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text[Prefix.Length..], buffer, out var length) && length is >= MinBytes and <= MaxBytes
            ? new WebhookSecret(buffer[..length])
            : null;
    }

    /// <summary>The secret in full, for the one answer that shows it.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(key);

    /// <inheritdoc />
    public override string ToString() => Prefix + "***";

    internal static WebhookSecret FromKey(byte[] key) => new(key);
}
