using System.Text;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Completions;
using Tollgate.ServiceDefaults.Errors;
using ToolCallDelta = Tollgate.Contracts.Inference.V1.ToolCallDelta;

namespace Tollgate.Intake.OpenAi.Responses;

/// <summary>
/// A response as the events that OpenAI sends: each item of the output is begun, comes in pieces, and is ended before the next begins. Begins with
/// the first piece of the answer, so that whatever fails before is an ordinary HTTP error.
/// </summary>
internal sealed class ResponseStream(HttpResponse response, ResponseAsked asked, DateTimeOffset now) : IOpenAiStream
{
    private readonly StringBuilder text = new();
    private ResponseObject? frame;
    private string operationId = "";
    private ResponseItem? open;
    private int openCall;
    private int items;
    private int events;
    private ChatReceipt? stopped;

    public void Begin(AnswerStart start)
    {
        (operationId, frame) = (start.OperationId, ResponseMapping.Begun(asked, start, now));
        ServerSentEvents.Begin(response);
        ReceiptHeaders.Write(response.Headers, start);
    }

    public async ValueTask WriteAsync(Delta piece, CancellationToken cancellationToken)
    {
        await AnnounceAsync(cancellationToken);
        if (piece.Text.Length > 0)
            await WriteTextAsync(piece.Text, cancellationToken);
        foreach (var call in piece.ToolCalls)
            await WriteCallAsync(call, cancellationToken);
    }

    public async Task CompleteAsync(CompleteResponse answer, CancellationToken cancellationToken)
    {
        if (frame is null)
            Begin(AnswerStart.Of(answer));
        await AnnounceAsync(cancellationToken);
        if (items == 0)
            await WriteTextAsync("", cancellationToken);
        await EndItemAsync(cancellationToken);
        var whole = answer.ToResponse(asked);
        await SendAsync(Event($"response.{whole.Status}") with { Response = whole }, cancellationToken);
    }

    public ValueTask StopAsync(Stopped why, CancellationToken cancellationToken)
    {
        stopped = why.ToReceipt();
        return ValueTask.CompletedTask;
    }

    public Task FailAsync(TollgateException error, CancellationToken cancellationToken)
    {
        var detail = OpenAiErrors.BodyOf(error, ResponseNames.In).Error;
        return SendAsync(Event("error") with { Code = detail.Code, Message = detail.Message, Param = detail.Param, Tollgate = stopped }, cancellationToken);
    }

    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        if (events > 0)
            return;
        await SendAsync(Event("response.created") with { Response = frame }, cancellationToken);
        await SendAsync(Event("response.in_progress") with { Response = frame }, cancellationToken);
    }

    private async Task WriteTextAsync(string piece, CancellationToken cancellationToken)
    {
        if (open is not { Type: "message" })
        {
            await BeginItemAsync(ResponseMapping.Message(operationId, null), cancellationToken);
            await SendAsync(Part("response.content_part.added") with { Part = new ResponsePart("") }, cancellationToken);
        }

        text.Append(piece);
        await SendAsync(Part("response.output_text.delta") with { Delta = piece, Logprobs = [] }, cancellationToken);
    }

    private async Task WriteCallAsync(ToolCallDelta piece, CancellationToken cancellationToken)
    {
        if (open is not { Type: "function_call" } || openCall != piece.Index)
        {
            openCall = piece.Index;
            await BeginItemAsync(ResponseMapping.Call(operationId, piece.Index, piece.Id, piece.Name, null), cancellationToken);
        }

        if (piece.Arguments.Length == 0)
            return;
        text.Append(piece.Arguments);
        await SendAsync(Item("response.function_call_arguments.delta") with { Delta = piece.Arguments }, cancellationToken);
    }

    private async Task BeginItemAsync(ResponseItem item, CancellationToken cancellationToken)
    {
        await EndItemAsync(cancellationToken);
        open = item;
        await SendAsync(Event("response.output_item.added") with { OutputIndex = items++, Item = item }, cancellationToken);
    }

    private async Task EndItemAsync(CancellationToken cancellationToken)
    {
        if (open is null)
            return;
        var whole = text.ToString();
        if (open.Type == "message")
        {
            await SendAsync(Part("response.output_text.done") with { Text = whole, Logprobs = [] }, cancellationToken);
            await SendAsync(Part("response.content_part.done") with { Part = new ResponsePart(whole) }, cancellationToken);
        }
        else
        {
            await SendAsync(Item("response.function_call_arguments.done") with { Name = open.Name, Arguments = whole }, cancellationToken);
        }

        var ended = open.Type == "message"
            ? ResponseMapping.Message(operationId, whole)
            : ResponseMapping.Call(operationId, openCall, open.CallId!, open.Name!, whole);
        await SendAsync(Event("response.output_item.done") with { OutputIndex = items - 1, Item = ended }, cancellationToken);
        open = null;
        text.Clear();
    }

    private ResponseEvent Event(string type) => new(type, events);

    private ResponseEvent Item(string type) => Event(type) with { OutputIndex = items - 1, ItemId = open!.Id };

    private ResponseEvent Part(string type) => Item(type) with { ContentIndex = 0 };

    private Task SendAsync(ResponseEvent sent, CancellationToken cancellationToken)
    {
        events++;
        return ServerSentEvents.SendAsync(response, sent.Type, sent, OpenAiJson.Default.ResponseEvent, cancellationToken);
    }
}
