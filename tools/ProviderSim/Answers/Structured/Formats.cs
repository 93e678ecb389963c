using System.Text.RegularExpressions;

namespace Tollgate.ProviderSim.Answers.Structured;

/// <summary>The string formats of JSON Schema: found in a text, or made up.</summary>
internal static partial class Formats
{
    public static string? Find(string text, string format) => Pattern(format)?.Match(text) is { Success: true } match ? match.Value : null;

    public static bool Accepts(string format, string value) =>
        Pattern(format) is not { } pattern || (pattern.Match(value) is { Success: true } match && match.Length == value.Length);

    public static string? Make(string format, ulong seed) => format switch
    {
        "date" => $"2025-{1 + (seed % 12):00}-{1 + (seed / 12 % 28):00}",
        "date-time" => $"2025-{1 + (seed % 12):00}-{1 + (seed / 12 % 28):00}T09:00:00Z",
        "time" => "09:00:00Z",
        "duration" => "P1D",
        "email" => "name@example.com",
        "hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" or "url" => "https://example.com/",
        "uuid" => $"{StableHash.Hex(seed)[..8]}-{StableHash.Hex(seed)[8..12]}-4{StableHash.Hex(seed)[12..15]}-8000-{StableHash.Hex(~seed)[..12]}",
        _ => null,
    };

    private static Regex? Pattern(string format) => format switch
    {
        "date" => Date(),
        "date-time" => DateAndTime(),
        "email" => Email(),
        "uuid" => Uuid(),
        "uri" or "url" => Address(),
        "ipv4" => Ipv4(),
        _ => null,
    };

    [GeneratedRegex(@"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")]
    private static partial Regex Date();

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")]
    private static partial Regex DateAndTime();

    [GeneratedRegex(@"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\bhttps?://[^\s""'<>]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"\b(?:\d{1,3}\.){3}\d{1,3}\b")]
    private static partial Regex Ipv4();
}
