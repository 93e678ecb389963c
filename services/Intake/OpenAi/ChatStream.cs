using System.Text.Json.Serialization.Metadata;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Completions;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary>
/// Server-sent events as OpenAI sends them. Begins with the first piece of the answer, so that whatever fails before is an ordinary HTTP error.
/// </summary>
internal sealed class ChatStream(HttpResponse response, ChatRequest asked, DateTimeOffset now) : IOpenAiStream
{
    private string id = "";
    private string model = "";
    private bool begun;

    public void Begin(AnswerStart start)
    {
        id = ChatMapping.IdOf(start.OperationId);
        model = start.Model.Length > 0 ? start.Model : asked.Request.Model;
        ServerSentEvents.Begin(response);
        ReceiptHeaders.Write(response.Headers, start);
    }

    public async ValueTask WriteAsync(Delta piece, CancellationToken cancellationToken)
    {
        var delta = new ChatDelta(
            begun ? null : "assistant",
            piece.Text.Length > 0 || piece.ToolCalls.Count == 0 ? piece.Text : null,
            piece.ToolCalls.Count > 0 ? [.. piece.ToolCalls.Select(call => call.ToChat())] : null);
        await SendAsync(Chunk(delta, null), OpenAiJson.Default.ChatCompletion, cancellationToken);
        begun = true;
    }

    public async Task CompleteAsync(CompleteResponse answer, CancellationToken cancellationToken)
    {
        if (!begun)
        {
            Begin(AnswerStart.Of(answer));
            await WriteAsync(new Delta(), cancellationToken);
        }

        var last = Chunk(new ChatDelta(), answer.FinishReason) with { Model = answer.Model, Tollgate = answer.ToReceipt() };
        await SendAsync(last, OpenAiJson.Default.ChatCompletion, cancellationToken);
        if (asked.IncludeUsage)
        {
            var usage = last with { Choices = [], Usage = answer.ToUsage(), Tollgate = null };
            await SendAsync(usage, OpenAiJson.Default.ChatCompletion, cancellationToken);
        }

        await response.Body.WriteAsync("data: [DONE]\n\n"u8.ToArray(), cancellationToken);
    }

    /// <summary>The receipt of an answer that stops in the middle; the error that says why comes after it.</summary>
    public async ValueTask StopAsync(Stopped stopped, CancellationToken cancellationToken)
    {
        if (begun)
            await SendAsync(Chunk(new ChatDelta(), null) with { Tollgate = stopped.ToReceipt() }, OpenAiJson.Default.ChatCompletion, cancellationToken);
    }

    public Task FailAsync(TollgateException error, CancellationToken cancellationToken) =>
        SendAsync(OpenAiErrors.BodyOf(error), OpenAiJson.Default.ErrorBody, cancellationToken);

    private ChatCompletion Chunk(ChatDelta delta, string? finishReason) => new()
    {
        Id = id,
        Object = "chat.completion.chunk",
        Created = now.ToUnixTimeSeconds(),
        Model = model,
        Choices = [new ChatChoice(0, null, delta, finishReason)],
    };

    private Task SendAsync<T>(T value, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ServerSentEvents.SendAsync(response, null, value, type, cancellationToken);
}
