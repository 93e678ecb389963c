using System.Text.Json.Serialization;

namespace Tollgate.ProviderSim.OpenAI;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(EmbeddingRequest))]
[JsonSerializable(typeof(List<ContentPart>))]
internal sealed partial class OpenAIJson : JsonSerializerContext;
