using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Tests.Providers.Formats;

/// <summary>Each provider's errors are one of the few ways a call fails, and nothing of their text goes further.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("anthropic", 529, """{"type": "error", "error": {"type": "overloaded_error", "message": "SECRET"}}""", nameof(ProviderFailure.ServerError))]
    [InlineData("anthropic", 429, """{"type": "error", "error": {"type": "rate_limit_error", "message": "SECRET"}}""", nameof(ProviderFailure.RateLimited))]
    [InlineData("anthropic", 400, """{"type": "error", "error": {"type": "invalid_request_error", "message": "prompt is too long: 210000 tokens > 200000 maximum SECRET"}}""", nameof(ProviderFailure.PromptTooLong))]
    [InlineData("anthropic", 400, """{"type": "error", "error": {"type": "invalid_request_error", "message": "SECRET"}}""", nameof(ProviderFailure.Rejected))]
    [InlineData("anthropic", 401, "SECRET", nameof(ProviderFailure.Unauthorized))]
    [InlineData("gemini", 400, """{"error": {"status": "INVALID_ARGUMENT", "message": "SECRET", "details": [{"reason": "API_KEY_INVALID"}]}}""", nameof(ProviderFailure.Unauthorized))]
    [InlineData("gemini", 400, """{"error": {"status": "INVALID_ARGUMENT", "message": "The input token count (9) exceeds the maximum number of tokens allowed (8). SECRET"}}""", nameof(ProviderFailure.PromptTooLong))]
    [InlineData("gemini", 503, """{"error": {"status": "UNAVAILABLE", "message": "SECRET"}}""", nameof(ProviderFailure.ServerError))]
    [InlineData("gemini", 404, """{"error": {"status": "NOT_FOUND", "message": "SECRET"}}""", nameof(ProviderFailure.UnknownModel))]
    [InlineData("bedrock", 400, """{"message": "Input is too long for requested model. SECRET", "__type": "com.amazon#ValidationException"}""", nameof(ProviderFailure.PromptTooLong))]
    [InlineData("bedrock", 424, """{"message": "SECRET", "__type": "ModelErrorException"}""", nameof(ProviderFailure.ServerError))]
    [InlineData("bedrock", 403, """{"message": "SECRET", "__type": "AccessDeniedException"}""", nameof(ProviderFailure.Unauthorized))]
    [InlineData("cohere", 422, """{"message": "too many tokens: SECRET"}""", nameof(ProviderFailure.PromptTooLong))]
    [InlineData("cohere", 500, """{"message": "SECRET"}""", nameof(ProviderFailure.ServerError))]
    [InlineData("watsonx", 404, """{"errors": [{"code": "model_not_supported", "message": "SECRET"}]}""", nameof(ProviderFailure.UnknownModel))]
    [InlineData("watsonx", 429, """{"errors": [{"code": "too_many_requests", "message": "SECRET"}]}""", nameof(ProviderFailure.RateLimited))]
    public async Task An_error_is_told_by_what_it_means(string api, int status, string body, string failure)
    {
        var error = await FailAsync(new ScriptedHttp(body, status: status), api);

        Assert.Equal((failure, status), (error.Failure.ToString(), error.Status));
        Assert.DoesNotContain("SECRET", error.ToString());
    }

    [Fact]
    public async Task The_time_to_wait_is_read_where_it_is_said()
    {
        const string google = """{"error": {"status": "RESOURCE_EXHAUSTED", "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.5s"}]}}""";

        Assert.Equal(TimeSpan.FromSeconds(34.5), (await FailAsync(new ScriptedHttp(google, status: 429), "gemini")).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(7), (await FailAsync(new ScriptedHttp("{}", "application/json", 429, ("Retry-After", "7")), "anthropic")).RetryAfter);
    }

    [Theory]
    [InlineData("anthropic", """data: {"type": "error", "error": {"type": "overloaded_error", "message": "SECRET"}}""")]
    [InlineData("gemini", """data: {"error": {"status": "UNAVAILABLE", "message": "SECRET"}}""")]
    [InlineData("cohere", """data: {"type": "message-end", "delta": {"finish_reason": "ERROR"}}""")]
    public async Task An_error_in_the_midst_of_a_stream_is_no_end(string api, string line)
    {
        var client = new ScriptedHttp(line + "\n\n", "text/event-stream").Chat(api);

        var error = await Assert.ThrowsAsync<ProviderException>(async () => await client.GetStreamingResponseAsync("Hello?").ToListAsync());

        Assert.Equal(ProviderFailure.ServerError, error.Failure);
    }

    private static async Task<ProviderException> FailAsync(ScriptedHttp http, string api)
    {
        var client = http.Chat(api);
        return await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("Hello?"));
    }
}
