using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Mapping;

namespace Tollgate.Intake.OpenAi;

/// <summary>Our answers in OpenAI's shapes.</summary>
internal static class ChatMapping
{
    private const string IdPrefix = "chatcmpl-";

    public static ChatCompletion ToChat(this CompleteResponse answer) => new()
    {
        Id = IdPrefix + answer.Id,
        Object = "chat.completion",
        Created = answer.CreateTime.Seconds,
        Model = answer.Model,
        Choices = [new ChatChoice(0, new ChatMessage("assistant", answer.Content), null, answer.FinishReason)],
        Usage = answer.ToUsage(),
        Tollgate = answer.ToReceipt(),
    };

    public static ChatUsage ToUsage(this CompleteResponse answer)
    {
        var usage = answer.Receipt.Usage.ToUsage();
        return new ChatUsage(
            usage.InputTotal, usage.OutputTotal, usage.TokenTotal, new PromptDetails(usage.CachedInput + usage.CachedAudioInput), new CompletionDetails(usage.Reasoning));
    }

    public static ChatReceipt ToReceipt(this CompleteResponse answer) => answer.Receipt.ToChat() with
    {
        Citations = [.. answer.Citations.Select(c => new ChatCitation(c.Number, c.DocumentId, c.Title, c.Section, c.Uri, c.Cited))],
    };

    /// <summary>The receipt of an answer that was stopped in the middle.</summary>
    public static ChatReceipt ToReceipt(this Stopped stopped) => stopped.Receipt.ToChat() with
    {
        Stopped = new ChatStopped(stopped.Reason, stopped.OutputTokens),
    };

    /// <summary>The receipt in headers, for callers whose SDK hides the rest of the body.</summary>
    public static void WriteHeaders(this CompleteResponse answer, IHeaderDictionary headers)
    {
        var receipt = answer.Receipt;
        headers["x-request-id"] = receipt.OperationId;
        headers["x-tollgate-operation-id"] = receipt.OperationId;
        headers["x-tollgate-attempts"] = Invariant(receipt.Attempts.Count);
        headers["x-tollgate-cost-nanos"] = Invariant(receipt.Cost.Nanos);
        headers["x-tollgate-baseline-cost-nanos"] = Invariant(receipt.BaselineCost.Nanos);
        headers["x-tollgate-currency"] = receipt.Cost.Currency;
        headers["x-tollgate-cache"] = receipt.Cache;
        headers["x-tollgate-route-reason"] = receipt.RouteReason;
        headers["x-tollgate-retrieval"] = receipt.Retrieval;
        headers["x-tollgate-replayed"] = receipt.Replayed ? "true" : "false";
        headers["x-tollgate-trace-id"] = receipt.TraceId;
    }

    private static ChatReceipt ToChat(this Receipt receipt) => new(
        receipt.OperationId, receipt.Attempts.Count, receipt.Cost.Nanos, receipt.BaselineCost.Nanos, receipt.Cost.Currency, receipt.Cache,
        receipt.RouteReason, receipt.Retrieval, receipt.Replayed, receipt.AnswerNotRetained, []);

    private static string Invariant(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
