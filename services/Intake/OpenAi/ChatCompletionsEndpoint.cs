using Tollgate.Intake.Completions;
using Tollgate.Intake.Keys;

namespace Tollgate.Intake.OpenAi;

/// <summary><c>POST /v1/chat/completions</c>: the same use case as the gRPC API, in OpenAI's words.</summary>
internal sealed class ChatCompletionsEndpoint(
    ApiKeyAuthenticator authenticator, CompleteHandler complete, OpenAiErrorFilter errors, TimeProvider clock)
{
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var headers = context.Request.Headers;
        var key = await authenticator.AuthenticateAsync(headers.Authorization, headers["x-api-key"], cancellation);
        var chat = ChatRequestReader.Read(await JsonBody.ReadAsync(context.Request, cancellation));
        chat.Request.Assistant = headers["x-tollgate-assistant"].ToString();
        chat.Request.IdempotencyKey = headers["idempotency-key"].ToString();
        chat.Request.NoCache = string.Equals(headers["x-tollgate-no-cache"], "true", StringComparison.OrdinalIgnoreCase);

        if (chat.Stream)
            return await StreamAsync(context, key, chat);
        var answer = await complete.HandleAsync(CallOf(context, key, chat, null), cancellation);
        ReceiptHeaders.Write(context.Response.Headers, answer);
        return Results.Json(answer.ToChat(), OpenAiJson.Default.ChatCompletion);
    }

    private async Task<IResult> StreamAsync(HttpContext context, ApiKeyIdentity key, ChatRequest chat)
    {
        var stream = new ChatStream(context.Response, chat.Request.Model, clock.GetUtcNow());
        try
        {
            var answer = await complete.HandleAsync(CallOf(context, key, chat, stream), context.RequestAborted);
            await stream.CompleteAsync(answer, chat.IncludeUsage, context.RequestAborted);
        }
        catch (Exception error) when (context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // The status has gone out: the error is the stream's last event, and the missing end mark says the rest.
            await stream.FailAsync(errors.Translate(error), context.RequestAborted);
        }

        return Results.Empty;
    }

    private static CompletionCall CallOf(HttpContext context, ApiKeyIdentity key, ChatRequest chat, ChatStream? stream) => new(
        key, chat.Request, "", null, stream, operation => ReceiptHeaders.WriteOperation(context.Response.Headers, operation.Id.ToString()));
}
