using System.Text.Json.Serialization;

namespace Tollgate.Intake.OpenAi;

/// <summary>OpenAI's <c>chat.completion</c>, and <c>chat.completion.chunk</c> of a stream.</summary>
internal sealed record ChatCompletion
{
    public required string Id { get; init; }

    public required string Object { get; init; }

    public required long Created { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<ChatChoice> Choices { get; init; }

    public ChatUsage? Usage { get; init; }

    /// <summary>Our own addition: the receipt. Other clients pass over it.</summary>
    public ChatReceipt? Tollgate { get; init; }
}

internal sealed record ChatChoice(int Index, ChatMessage? Message, ChatDelta? Delta, string? FinishReason);

/// <summary>A whole message. Its content is null, and said to be, when it does nothing but call tools.</summary>
internal sealed record ChatMessage(
    string Role, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Content, IReadOnlyList<ChatToolCall>? ToolCalls);

internal sealed record ChatDelta(string? Role = null, string? Content = null, IReadOnlyList<ChatToolCall>? ToolCalls = null);

/// <summary>A tool call, or a piece of one: then it has an index, and id, type and name in its first piece only.</summary>
internal sealed record ChatToolCall(int? Index, string? Id, string? Type, ChatFunction Function);

internal sealed record ChatFunction(string? Name, string Arguments);

internal sealed record ChatUsage(
    long PromptTokens, long CompletionTokens, long TotalTokens, PromptDetails PromptTokensDetails, CompletionDetails CompletionTokensDetails);

internal sealed record PromptDetails(long CachedTokens);

internal sealed record CompletionDetails(long ReasoningTokens);

internal sealed record ChatReceipt(
    string OperationId, int Attempts, long CostNanos, long BaselineCostNanos, string Currency, string Cache, string RouteReason, string Retrieval,
    bool Replayed, bool AnswerNotRetained, IReadOnlyList<ChatCitation> Citations)
{
    /// <summary>Why and where the answer was stopped; null when it was not.</summary>
    public ChatStopped? Stopped { get; init; }

    /// <summary>The tightest budget that applies; null when none does.</summary>
    public ChatBudgetLeft? BudgetLeft { get; init; }
}

internal sealed record ChatBudgetLeft(string BudgetId, long? CostNanos, long? Tokens);

internal sealed record ChatStopped(string Reason, long OutputTokens);

internal sealed record ChatCitation(int Number, string DocumentId, string Title, string Section, string Uri, bool Cited);

internal sealed record EmbeddingList(string Object, IReadOnlyList<EmbeddingEntry> Data, string Model, EmbeddingUsage Usage, ChatReceipt Tollgate);

internal sealed record EmbeddingEntry(string Object, int Index, System.Text.Json.JsonElement Embedding);

internal sealed record EmbeddingUsage(long PromptTokens, long TotalTokens);

internal sealed record ModelList(string Object, IReadOnlyList<ModelEntry> Data);

internal sealed record ModelEntry(string Id, string Object, long Created, string OwnedBy);

internal sealed record ErrorBody(ErrorDetail Error);

internal sealed record ErrorDetail(string Message, string Type, string? Param, string Code);
