using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>The members of a chat completion request that the simulator acts on; others are accepted and ignored.</summary>
internal record ChatRequest
{
    public string? Model { get; init; }
    public List<ChatMessage>? Messages { get; init; }
    public bool? Stream { get; init; }
    public StreamOptions? StreamOptions { get; init; }
    public int? MaxTokens { get; init; }
    public int? MaxCompletionTokens { get; init; }
    public double? Temperature { get; init; }
    public double? TopP { get; init; }
    public double? PresencePenalty { get; init; }
    public double? FrequencyPenalty { get; init; }
    public int? N { get; init; }
    public JsonElement? Stop { get; init; }
    public bool? Logprobs { get; init; }
    public int? TopLogprobs { get; init; }
    public ResponseFormat? ResponseFormat { get; init; }
    public List<Tool>? Tools { get; init; }
    public JsonElement? ToolChoice { get; init; }
    public bool? ParallelToolCalls { get; init; }
    public string? ReasoningEffort { get; init; }
    public long? Seed { get; init; }
}

internal sealed record ChatMessage
{
    public string? Role { get; init; }
    public Content? Content { get; init; }
    public string? Name { get; init; }
    public List<MessageToolCall>? ToolCalls { get; init; }
    public string? ToolCallId { get; init; }
}

/// <summary>A message's content: a text, or parts.</summary>
[JsonConverter(typeof(ContentConverter))]
internal sealed record Content(string? Text, List<ContentPart>? Parts);

internal sealed record ContentPart
{
    public string? Type { get; init; }
    public string? Text { get; init; }
    public string? Refusal { get; init; }
    public ImageUrl? ImageUrl { get; init; }
}

internal sealed record ImageUrl(string? Url, string? Detail);

internal sealed record MessageToolCall(string? Id, string? Type, FunctionCall? Function);

internal sealed record FunctionCall(string? Name, string? Arguments);

internal sealed record StreamOptions(bool? IncludeUsage);

internal sealed record ResponseFormat(string? Type, JsonSchemaFormat? JsonSchema);

internal sealed record JsonSchemaFormat(string? Name, JsonElement? Schema, bool? Strict);

internal sealed record Tool(string? Type, ToolFunction? Function);

internal sealed record ToolFunction(string? Name, string? Description, JsonElement? Parameters, bool? Strict);

internal sealed class ContentConverter : JsonConverter<Content>
{
    public override Content Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new Content(reader.GetString(), null),
        JsonTokenType.StartArray => new Content(null, JsonSerializer.Deserialize(ref reader, OpenAIJson.Default.ListContentPart)),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, Content value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Requests are only read.");
}
