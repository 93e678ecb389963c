using Tollgate.Contracts.Common.V1;

namespace Tollgate.Console.Shell;

/// <summary>Token kinds with their names for people.</summary>
internal static class TokenKinds
{
    public static IReadOnlyList<(string Name, long Count)> Of(TokenUsage usage) =>
    [
        ("Input", usage.Input),
        ("Cached input", usage.CachedInput),
        ("Cache write", usage.CacheWrite5M + usage.CacheWrite1H),
        ("Output", usage.Output),
        ("Reasoning", usage.Reasoning),
        ("Image input", usage.ImageInput),
        ("Image output", usage.ImageOutput),
        ("Audio input", usage.AudioInput + usage.CachedAudioInput),
        ("Audio output", usage.AudioOutput),
    ];

    public static long Input(TokenUsage usage) =>
        usage.Input + usage.CachedInput + usage.CacheWrite5M + usage.CacheWrite1H + usage.ImageInput + usage.AudioInput + usage.CachedAudioInput;

    public static long Output(TokenUsage usage) => usage.Output + usage.Reasoning + usage.ImageOutput + usage.AudioOutput;
}
