using Tollgate.Intake.Embeddings;
using Tollgate.Intake.Keys;

namespace Tollgate.Intake.OpenAi;

/// <summary><c>POST /v1/embeddings</c>: the same use case as the gRPC API, in OpenAI's words.</summary>
internal sealed class EmbeddingsEndpoint(ApiKeyAuthenticator authenticator, EmbedHandler embed)
{
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var headers = context.Request.Headers;
        var key = await authenticator.AuthenticateAsync(headers.Authorization, headers["x-api-key"], cancellation);
        var asked = EmbeddingRequestReader.Read(await JsonBody.ReadAsync(context.Request, cancellation));
        asked.Request.Assistant = headers["x-tollgate-assistant"].ToString();
        asked.Request.IdempotencyKey = headers["idempotency-key"].ToString();

        var call = new EmbedCall(key, asked.Request, null, operation => ReceiptHeaders.WriteOperation(context.Response.Headers, operation.Id.ToString()));
        var answer = await embed.HandleAsync(call, cancellation);
        ReceiptHeaders.Write(context.Response.Headers, answer);
        return Results.Json(answer.ToOpenAi(asked.Base64), OpenAiJson.Default.EmbeddingList);
    }
}
