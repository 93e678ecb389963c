using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Intake.OpenAi.Responses;

/// <summary>OpenAI's <c>response</c>.</summary>
internal sealed record ResponseObject
{
    public required string Id { get; init; }

    public string Object { get; } = "response";

    public required long CreatedAt { get; init; }

    public required string Status { get; init; }

    public bool Background { get; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ResponseError? Error { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ResponseIncomplete? IncompleteDetails { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public JsonElement? Instructions { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? MaxOutputTokens { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<ResponseItem> Output { get; init; }

    public required bool ParallelToolCalls { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? PreviousResponseId { get; }

    /// <summary>Nothing is kept for later requests.</summary>
    public bool Store { get; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Temperature { get; init; }

    public required ResponseText Text { get; init; }

    public required JsonElement ToolChoice { get; init; }

    public required JsonElement Tools { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? TopP { get; init; }

    public string Truncation { get; } = "disabled";

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ResponseUsage? Usage { get; init; }

    public required JsonElement Metadata { get; init; }

    /// <summary>Our own addition: the receipt. Other clients pass over it.</summary>
    public ChatReceipt? Tollgate { get; init; }
}

internal sealed record ResponseError(string Code, string Message);

internal sealed record ResponseIncomplete(string Reason);

internal sealed record ResponseText(JsonElement Format);

internal sealed record ResponseUsage(
    long InputTokens, ResponseInputDetails InputTokensDetails, long OutputTokens, ResponseOutputDetails OutputTokensDetails, long TotalTokens);

internal sealed record ResponseInputDetails(long CachedTokens);

internal sealed record ResponseOutputDetails(long ReasoningTokens);

/// <summary>A message, or a call of a function. What the other has is null.</summary>
internal sealed record ResponseItem
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string Status { get; init; }

    public string? Role { get; init; }

    public IReadOnlyList<ResponsePart>? Content { get; init; }

    public string? CallId { get; init; }

    public string? Name { get; init; }

    public string? Arguments { get; init; }
}

internal sealed record ResponsePart(string Text)
{
    public string Type { get; } = "output_text";

    public IReadOnlyList<string> Annotations { get; } = [];

    public IReadOnlyList<string> Logprobs { get; } = [];
}

/// <summary>An event of a streamed response. What an event of its type has not is null.</summary>
internal sealed record ResponseEvent(string Type, int SequenceNumber)
{
    public ResponseObject? Response { get; init; }

    public int? OutputIndex { get; init; }

    public int? ContentIndex { get; init; }

    public string? ItemId { get; init; }

    public ResponseItem? Item { get; init; }

    public ResponsePart? Part { get; init; }

    public string? Delta { get; init; }

    public string? Text { get; init; }

    public string? Name { get; init; }

    public string? Arguments { get; init; }

    public IReadOnlyList<string>? Logprobs { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }

    public string? Param { get; init; }

    public ChatReceipt? Tollgate { get; init; }
}
