using System.Globalization;
using System.Text.Json;

namespace Tollgate.Inference.Providers;

/// <summary>A provider's answer that is an error. Only what it means goes further: its text may repeat the prompt or the key.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body; undefined when it is no JSON.</param>
/// <param name="Header">Value of a header; null when it is not there.</param>
internal sealed record ErrorReply(int Status, JsonElement Body, Func<string, string?> Header)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Reads the body, which may be anything.</summary>
    public static ErrorReply Of(int status, ReadOnlyMemory<byte> body, Func<string, string?> header)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return new ErrorReply(status, document.RootElement.Clone(), header);
        }
        catch (JsonException)
        {
            return new ErrorReply(status, default, header);
        }
    }

    /// <summary>A text inside the body, by the names on the way to it; empty when it is not there.</summary>
    public string Text(params ReadOnlySpan<string> path)
    {
        var at = Body;
        foreach (var name in path)
        {
            if (at.ValueKind is not JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return "";
        }

        return at.ValueKind is JsonValueKind.String ? at.GetString()! : "";
    }

    /// <summary>How long the provider asks to wait, by the headers that are usual.</summary>
    public TimeSpan? RetryAfter(TimeProvider clock)
    {
        if (double.TryParse(Header("retry-after-ms"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds))
            return Bounded(milliseconds / 1_000);
        if (Header("Retry-After") is not { } value)
            return null;
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return Bounded(seconds);
        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > clock.GetUtcNow()
            ? at - clock.GetUtcNow()
            : null;
    }

    /// <summary>So many seconds, of which a provider may state anything.</summary>
    public static TimeSpan Bounded(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestWait.TotalSeconds));
}
