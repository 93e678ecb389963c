using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Mapping;
using ToolCallDelta = Tollgate.Contracts.Inference.V1.ToolCallDelta;

namespace Tollgate.Intake.OpenAi;

/// <summary>Our answers in OpenAI's shapes.</summary>
internal static class ChatMapping
{
    private const string Function = "function";

    /// <summary>The operation's id as OpenAI writes ids.</summary>
    public static string IdOf(string operationId) => $"chatcmpl-{operationId}";

    public static ChatCompletion ToChat(this CompleteResponse answer) => new()
    {
        Id = IdOf(answer.Id),
        Object = "chat.completion",
        Created = answer.CreateTime.Seconds,
        Model = answer.Model,
        Choices = [new ChatChoice(0, answer.ToMessage(), null, answer.FinishReason)],
        Usage = answer.ToUsage(),
        Tollgate = answer.ToReceipt(),
    };

    private static ChatMessage ToMessage(this CompleteResponse answer) => answer.ToolCalls.Count == 0
        ? new ChatMessage("assistant", answer.Content, null)
        : new ChatMessage(
            "assistant",
            answer.Content.Length > 0 ? answer.Content : null,
            [.. answer.ToolCalls.Select(call => new ChatToolCall(null, call.Id, Function, new ChatFunction(call.Name, call.Arguments)))]);

    /// <summary>A piece of a tool call. Only the first says whose it is.</summary>
    public static ChatToolCall ToChat(this ToolCallDelta piece) => piece.Id.Length > 0
        ? new ChatToolCall(piece.Index, piece.Id, Function, new ChatFunction(piece.Name, piece.Arguments))
        : new ChatToolCall(piece.Index, null, null, new ChatFunction(null, piece.Arguments));

    public static ChatUsage ToUsage(this CompleteResponse answer)
    {
        var usage = answer.Receipt.Usage.ToUsage();
        return new ChatUsage(
            usage.InputTotal, usage.OutputTotal, usage.TokenTotal, new PromptDetails(usage.CachedInput + usage.CachedAudioInput), new CompletionDetails(usage.Reasoning));
    }

    public static ChatReceipt ToReceipt(this CompleteResponse answer) => answer.Receipt.ToReceipt() with
    {
        Citations = [.. answer.Citations.Select(c => new ChatCitation(c.Number, c.DocumentId, c.Title, c.Section, c.Uri, c.Cited))],
    };

    /// <summary>The receipt of an answer that was stopped in the middle.</summary>
    public static ChatReceipt ToReceipt(this Stopped stopped) => stopped.Receipt.ToReceipt() with
    {
        Stopped = new ChatStopped(stopped.Reason, stopped.OutputTokens),
    };

    public static ChatReceipt ToReceipt(this Receipt receipt) => new(
        receipt.OperationId, receipt.Attempts.Count, receipt.Cost.Nanos, receipt.BaselineCost.Nanos, receipt.Cost.Currency, receipt.Cache,
        receipt.RouteReason, receipt.Retrieval, receipt.Replayed, receipt.AnswerNotRetained, [])
    {
        BudgetLeft = receipt.BudgetLeft is { } left ? new ChatBudgetLeft(left.BudgetId, left.Cost?.Nanos, left.HasTokens ? left.Tokens : null) : null,
    };
}
