namespace Tollgate.Intake.OpenAi;

/// <summary><c>POST /v1/chat/completions</c>: the same use case as the gRPC API, in OpenAI's words.</summary>
internal sealed class ChatCompletionsEndpoint(OpenAiAnswers answers, TimeProvider clock)
{
    public Task<IResult> HandleAsync(HttpContext context) => answers.HandleAsync(context, body =>
    {
        var chat = ChatRequestReader.Read(body);
        return new OpenAiQuestion(
            chat.Request,
            chat.Stream ? new ChatStream(context.Response, chat, clock.GetUtcNow()) : null,
            answer => Results.Json(answer.ToChat(), OpenAiJson.Default.ChatCompletion));
    });
}
