namespace Tollgate.Intake.OpenAi.Responses;

/// <summary><c>POST /v1/responses</c>: the same use case as a chat completion, in OpenAI's newer words.</summary>
internal sealed class ResponsesEndpoint(OpenAiAnswers answers, TimeProvider clock)
{
    public Task<IResult> HandleAsync(HttpContext context) => answers.HandleAsync(context, body =>
    {
        var asked = ResponseRequestReader.Read(body);
        return new OpenAiQuestion(
            asked.Request,
            asked.Stream ? new ResponseStream(context.Response, asked, clock.GetUtcNow()) : null,
            answer => Results.Json(answer.ToResponse(asked), OpenAiJson.Default.ResponseObject));
    });
}
