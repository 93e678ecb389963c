using System.Text.Json.Serialization;
using Tollgate.ProviderSim.OpenAI;

namespace Tollgate.ProviderSim.Watsonx;

/// <summary>What watsonx's chat has beside OpenAI's.</summary>
internal sealed record WatsonxRequest : ChatRequest
{
    public string? ModelId { get; init; }
    public string? ProjectId { get; init; }
    public string? ToolChoiceOption { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WatsonxRequest))]
[JsonSerializable(typeof(string))]
internal sealed partial class WatsonxJson : JsonSerializerContext;
