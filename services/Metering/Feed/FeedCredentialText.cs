using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Metering.Feed;

/// <summary>A credential as its holder shows it: <c>tg_feed_</c>, its id, and 256 random bits. It writes itself nowhere.</summary>
internal sealed class FeedCredentialText
{
    private const string Prefix = "tg_feed_";
    private const int IdLength = 32;
    private const int SecretBytes = 32;

    private readonly string text;

    private FeedCredentialText(Guid id, string text) => (Id, this.text) = (id, text);

    public Guid Id { get; }

    /// <summary>What is kept of it.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static FeedCredentialText Make(Guid id) => new(id, $"{Prefix}{id:N}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");

    /// <summary>Null when it is no text of this kind.</summary>
    public static FeedCredentialText? Parse(string text) =>
        text.Length > Prefix.Length + IdLength && text.StartsWith(Prefix, StringComparison.Ordinal)
        && Guid.TryParseExact(text.AsSpan(Prefix.Length, IdLength), "N", out var id)
            ? new(id, text)
            : null;

    /// <summary>The text, for its holder.</summary>
    public string Reveal() => text;

    public override string ToString() => $"{Prefix}{Id:N}_***";
}
