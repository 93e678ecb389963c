using System.Text.Json;

namespace Tollgate.ProviderSim.OpenAI;

internal sealed record EmbeddingRequest
{
    public string? Model { get; init; }

    /// <summary>A text, several texts, a list of token ids, or several such lists.</summary>
    public JsonElement? Input { get; init; }
    public int? Dimensions { get; init; }
    public string? EncodingFormat { get; init; }
}

/// <summary>One input: what is embedded, and the tokens it is billed.</summary>
internal readonly record struct EmbeddingInput(string? Text, int[]? Ids, int Tokens);
