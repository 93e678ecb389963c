using System.Collections.Frozen;

namespace Tollgate.Tokens;

/// <summary>The list of <see cref="TokenKind"/> values and their wire names (<c>cached_input</c>, <c>cache_write_5m</c>, ...).</summary>
public static class TokenKinds
{
    private static readonly string[] Names =
    [
        "input", "cached_input", "cache_write_5m", "cache_write_1h", "output", "reasoning", "image_input", "image_output",
        "audio_input", "cached_audio_input", "audio_output", "tool",
    ];

    private static readonly FrozenDictionary<string, TokenKind> ByName =
        Enum.GetValues<TokenKind>().ToFrozenDictionary(kind => Names[(int)kind], StringComparer.Ordinal);

    /// <summary>Every kind, in wire order.</summary>
    public static IReadOnlyList<TokenKind> All { get; } = Enum.GetValues<TokenKind>();

    /// <summary>The snake_case name used in JSON, protos, columns and metrics.</summary>
    public static string Name(this TokenKind kind) => Names[(int)kind];

    /// <summary>Finds a kind by its wire name; names are case-sensitive.</summary>
    public static bool TryParse(string name, out TokenKind kind) => ByName.TryGetValue(name, out kind);

    /// <summary>True for kinds that count towards a prompt's length (and a long-context price step).</summary>
    public static bool IsInput(this TokenKind kind) => kind is TokenKind.Input or TokenKind.CachedInput or TokenKind.CacheWrite5m
        or TokenKind.CacheWrite1h or TokenKind.ImageInput or TokenKind.AudioInput or TokenKind.CachedAudioInput;

    /// <summary>True for kinds the model generated.</summary>
    public static bool IsOutput(this TokenKind kind) =>
        kind is TokenKind.Output or TokenKind.Reasoning or TokenKind.ImageOutput or TokenKind.AudioOutput;
}
