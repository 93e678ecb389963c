using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Completions;
using Tollgate.Intake.Keys;

namespace Tollgate.Intake.OpenAi;

/// <summary>Takes a request for an answer through the use case, whichever of OpenAI's words it came in.</summary>
internal sealed class OpenAiAnswers(ApiKeyAuthenticator authenticator, CompleteHandler complete, OpenAiErrorFilter errors)
{
    /// <param name="context">The call.</param>
    /// <param name="read">Reads its body.</param>
    public async Task<IResult> HandleAsync(HttpContext context, Func<ReadOnlyMemory<byte>, OpenAiQuestion> read)
    {
        var cancellation = context.RequestAborted;
        var headers = context.Request.Headers;
        var key = await authenticator.AuthenticateAsync(headers.Authorization, headers["x-api-key"], cancellation);
        var question = read(await JsonBody.ReadAsync(context.Request, cancellation));
        question.Request.Assistant = headers["x-tollgate-assistant"].ToString();
        question.Request.IdempotencyKey = headers["idempotency-key"].ToString();
        question.Request.NoCache = string.Equals(headers["x-tollgate-no-cache"], "true", StringComparison.OrdinalIgnoreCase);

        var call = new CompletionCall(
            key, question.Request, "", null, question.Stream, operation => ReceiptHeaders.WriteOperation(context.Response.Headers, operation.Id.ToString()));
        if (question.Stream is { } stream)
            return await StreamAsync(context, call, stream);
        var answer = await complete.HandleAsync(call, cancellation);
        ReceiptHeaders.Write(context.Response.Headers, answer);
        return question.Whole(answer);
    }

    private async Task<IResult> StreamAsync(HttpContext context, CompletionCall call, IOpenAiStream stream)
    {
        try
        {
            var answer = await complete.HandleAsync(call, context.RequestAborted);
            await stream.CompleteAsync(answer, context.RequestAborted);
        }
        catch (Exception error) when (context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // The status has gone out: the error is the stream's last event, and the missing end mark says the rest.
            await stream.FailAsync(errors.Translate(error), context.RequestAborted);
        }

        return Results.Empty;
    }
}

/// <summary>A request for an answer, read.</summary>
/// <param name="Request">The same in our terms.</param>
/// <param name="Stream">Takes the answer as it is made; null when it is wanted whole.</param>
/// <param name="Whole">A whole answer in the words of the request.</param>
internal sealed record OpenAiQuestion(CompleteRequest Request, IOpenAiStream? Stream, Func<CompleteResponse, IResult> Whole);

/// <summary>An answer as server-sent events.</summary>
internal interface IOpenAiStream : IAnswerSink
{
    /// <summary>Ends the stream with the answer's frame.</summary>
    Task CompleteAsync(CompleteResponse answer, CancellationToken cancellationToken);

    /// <summary>Ends the stream with an error.</summary>
    Task FailAsync(ServiceDefaults.Errors.TollgateException error, CancellationToken cancellationToken);
}
