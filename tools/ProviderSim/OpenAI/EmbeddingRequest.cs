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
