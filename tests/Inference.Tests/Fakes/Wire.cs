using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Inference.Tests.Fakes;

/// <summary>OpenAI's wire format, as much as tests need.</summary>
internal static class Wire
{
    public static object Usage(int input, int output, int cached = 0, int reasoning = 0) => new
    {
        prompt_tokens = input,
        completion_tokens = output,
        total_tokens = input + output,
        prompt_tokens_details = new { cached_tokens = cached, audio_tokens = 0 },
        completion_tokens_details = new { reasoning_tokens = reasoning, audio_tokens = 0 },
    };

    public static Task CompleteAsync(HttpContext http, string text, object? usage, double[]? logprobs = null) => http.Response.WriteAsJsonAsync(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        created = 1,
        model = "gpt-4.1-mini-fake",
        choices = new[]
        {
            new
            {
                index = 0,
                finish_reason = "stop",
                message = new { role = "assistant", content = text },
                logprobs = logprobs is null ? null : new
                {
                    content = logprobs.Select(p => new { token = "x", logprob = p, bytes = (int[]?)null, top_logprobs = Array.Empty<object>() }),
                },
            },
        },
        usage,
    });

    /// <summary>Answers with calls of tools.</summary>
    public static Task CallAsync(HttpContext http, string finishReason, params (string Id, string Name, string Arguments)[] calls) => http.Response.WriteAsJsonAsync(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        created = 1,
        model = "gpt-4.1-mini-fake",
        choices = new[]
        {
            new
            {
                index = 0,
                finish_reason = finishReason,
                message = new
                {
                    role = "assistant",
                    content = (string?)null,
                    tool_calls = calls.Select(call => new { id = call.Id, type = "function", function = new { name = call.Name, arguments = call.Arguments } }),
                },
            },
        },
        usage = Usage(40, 20),
    });

    public static async Task StreamAsync(HttpContext http, IEnumerable<string> pieces, object? usage, bool finish = true)
    {
        http.Response.ContentType = "text/event-stream";
        foreach (var piece in pieces)
            await ChunkAsync(http, new { role = "assistant", content = piece }, null, null);
        if (!finish)
            return;
        await ChunkAsync(http, new { }, "stop", null);
        if (usage is not null)
            await ChunkAsync(http, null, null, usage);
        await http.Response.WriteAsync("data: [DONE]\n\n");
    }

    public static async Task ChunkAsync(HttpContext http, object? delta, string? finishReason, object? usage)
    {
        var chunk = new
        {
            id = "chatcmpl-1",
            @object = "chat.completion.chunk",
            created = 1,
            model = "gpt-4.1-mini-fake",
            choices = delta is null ? [] : new[] { new { index = 0, delta, finish_reason = finishReason } },
            usage,
        };
        await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n");
        await http.Response.Body.FlushAsync();
    }

    public static Task EmbedAsync(HttpContext http, float[][] vectors, int tokens) => http.Response.WriteAsJsonAsync(new
    {
        @object = "list",
        model = "text-embedding-fake",
        data = vectors.Select((vector, index) => new
        {
            @object = "embedding",
            index,
            embedding = Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(vector)),
        }),
        usage = new { prompt_tokens = tokens, total_tokens = tokens },
    });

    public static Task ErrorAsync(HttpContext http, int status, string message, string? code = null, string? retryAfter = null)
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null)
            http.Response.Headers.RetryAfter = retryAfter;
        return http.Response.WriteAsJsonAsync(new { error = new { message, type = "error", code, param = (string?)null } });
    }
}
