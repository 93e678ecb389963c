using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers;
using Tollgate.Tokens;

namespace Tollgate.Inference.Tests.Providers.Formats;

/// <summary>What each provider states of usage, in every shape it is stated in, as disjoint kinds; and that no statement is none.</summary>
public sealed class StatedUsageTests
{
    [Fact]
    public async Task Anthropic_in_one_piece()
    {
        var stated = await WholeAsync("anthropic", """
            {"id": "msg_1", "model": "claude-x", "stop_reason": "max_tokens", "content": [{"type": "thinking", "thinking": "hm", "signature": "s"}, {"type": "text", "text": "Hi"}],
             "usage": {"input_tokens": 10, "cache_creation_input_tokens": 300, "cache_read_input_tokens": 1000, "output_tokens": 20,
                       "cache_creation": {"ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 200}, "server_tool_use": {"web_search_requests": 2}}}
            """);

        Assert.Equal(("Hi", "claude-x", ChatFinishReason.Length), (stated.Text, stated.Model, stated.Finish));
        Assert.Equal(new TokenUsage { Input = 10, CachedInput = 1_000, CacheWrite5m = 100, CacheWrite1h = 200, Output = 20, Tool = 2 }, stated.Usage);
    }

    [Theory]
    [InlineData("""{"output_tokens": 15}""")]
    [InlineData("""{"input_tokens": 25, "cache_read_input_tokens": 7, "cache_creation_input_tokens": 0, "output_tokens": 15}""")]
    public async Task Anthropic_streamed_the_end_completes_the_beginning(string atTheEnd)
    {
        var stated = await StreamAsync("anthropic", $$$$$$"""
            event: message_start
            data: {"type": "message_start", "message": {"id": "m", "model": "claude-x", "usage": {"input_tokens": 25, "cache_read_input_tokens": 7, "output_tokens": 1}}}

            event: content_block_start
            data: {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}

            event: ping
            data: {"type": "ping"}

            event: content_block_delta
            data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hel"}}

            event: content_block_delta
            data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "lo"}}

            event: message_delta
            data: {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {{{{{{atTheEnd}}}}}}}

            event: message_stop
            data: {"type": "message_stop"}


            """);

        Assert.Equal(("Hello", "claude-x", ChatFinishReason.Stop), (stated.Text, stated.Model, stated.Finish));
        Assert.Equal(new TokenUsage { Input = 25, CachedInput = 7, Output = 15 }, stated.Usage);
    }

    [Fact]
    public async Task Anthropic_cut_after_its_first_statement_states_nothing()
    {
        var stated = await StreamAsync("anthropic", """
            event: message_start
            data: {"type": "message_start", "message": {"id": "m", "model": "claude-x", "usage": {"input_tokens": 25, "output_tokens": 1}}}

            event: content_block_delta
            data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hel"}}


            """);

        Assert.Equal(("Hel", null, null), (stated.Text, stated.Finish, stated.Usage));
    }

    [Fact]
    public async Task Gemini_in_one_piece()
    {
        var stated = await WholeAsync("gemini", """
            {"candidates": [{"content": {"parts": [{"text": "hm", "thought": true}, {"text": "Hi"}], "role": "model"}, "finishReason": "STOP"}], "modelVersion": "gemini-x",
             "usageMetadata": {"promptTokenCount": 324, "candidatesTokenCount": 1364, "thoughtsTokenCount": 495, "cachedContentTokenCount": 100, "totalTokenCount": 2183}}
            """);

        Assert.Equal(("Hi", "gemini-x", ChatFinishReason.Stop), (stated.Text, stated.Model, stated.Finish));
        Assert.Equal(new TokenUsage { Input = 224, CachedInput = 100, Output = 1_364, Reasoning = 495 }, stated.Usage);
    }

    [Theory]
    [InlineData("""{"candidates": [{"content": {"parts": [{"text": "lo"}]}, "finishReason": "MAX_TOKENS"}], "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 2}}""", 2)]
    [InlineData("""{"candidates": [{"content": {"parts": [{"text": "lo"}]}, "finishReason": "MAX_TOKENS"}]}""", null)]
    public async Task Gemini_streamed_only_what_comes_with_the_end_is_about_the_whole(string last, int? output)
    {
        var stated = await StreamAsync("gemini", $$$$$$"""
            data: {"candidates": [{"content": {"parts": [{"text": "Hel"}], "role": "model"}}], "modelVersion": "gemini-x", "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 1}}

            data: {{{{{{last}}}}}}


            """);

        Assert.Equal(("Hello", "gemini-x", ChatFinishReason.Length), (stated.Text, stated.Model, stated.Finish));
        Assert.Equal(output is { } tokens ? new TokenUsage { Input = 9, Output = tokens } : null, stated.Usage);
    }

    [Fact]
    public async Task Gemini_blocked_prompts_are_filtered_and_billed()
    {
        var stated = await WholeAsync("gemini", """{"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 12, "totalTokenCount": 12}}""");

        Assert.Equal((ChatFinishReason.ContentFilter, new TokenUsage { Input = 12 }), (stated.Finish, stated.Usage));
    }

    [Fact]
    public async Task Bedrock_in_one_piece()
    {
        var stated = await WholeAsync("bedrock", """
            {"output": {"message": {"role": "assistant", "content": [{"text": "Hi"}]}}, "stopReason": "end_turn",
             "usage": {"inputTokens": 10, "outputTokens": 5, "totalTokens": 415, "cacheReadInputTokens": 100, "cacheWriteInputTokens": 300,
                       "cacheDetails": [{"ttl": "1h", "inputTokens": 200}, {"ttl": "5m", "inputTokens": 100}]}}
            """);

        Assert.Equal(("Hi", "some-model", ChatFinishReason.Stop), (stated.Text, stated.Model, stated.Finish));
        Assert.Equal(new TokenUsage { Input = 10, CachedInput = 100, CacheWrite5m = 100, CacheWrite1h = 200, Output = 5 }, stated.Usage);
    }

    [Theory]
    [InlineData("""{"billed_units": {"input_tokens": 12, "output_tokens": 3}, "tokens": {"input_tokens": 79, "output_tokens": 3}}""", 12)]
    [InlineData("""{"tokens": {"input_tokens": 79, "output_tokens": 3}}""", 79)]
    public async Task Cohere_bills_units_where_it_states_them(string usage, long input)
    {
        var whole = await WholeAsync("cohere", $$$"""{"finish_reason": "COMPLETE", "message": {"content": [{"type": "text", "text": "Hi"}]}, "usage": {{{usage}}}}""");
        var streamed = await StreamAsync("cohere", $$$$$$"""
            data: {"type": "message-start", "id": "c", "delta": {"message": {"role": "assistant", "content": []}}}

            data: {"type": "content-start", "index": 0, "delta": {"message": {"content": {"type": "text", "text": ""}}}}

            data: {"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": "Hi"}}}}

            data: {"type": "content-end", "index": 0}

            data: {"type": "message-end", "delta": {"finish_reason": "COMPLETE", "usage": {{{{{{usage}}}}}}}}


            """);

        Assert.Equal(new TokenUsage { Input = input, Output = 3 }, whole.Usage);
        Assert.Equal(whole, streamed);
    }

    [Theory]
    [InlineData("""{"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 8, "completion_tokens": 2, "total_tokens": 10}}""", "")]
    [InlineData("""{"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "stop"}]}""", """data: {"choices": [], "usage": {"prompt_tokens": 8, "completion_tokens": 2}}""")]
    public async Task Watsonx_states_usage_with_the_finish_reason_or_after_it(string last, string after)
    {
        var stated = await StreamAsync("watsonx", $$$$$$"""
            id: 1
            event: message
            data: {"model_id": "ibm/x", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Hi"}, "finish_reason": null}]}

            id: 2
            event: message
            data: {{{{{{last}}}}}}

            {{{{{{after}}}}}}


            """);

        Assert.Equal(("Hi", "ibm/x", ChatFinishReason.Stop), (stated.Text, stated.Model, stated.Finish));
        Assert.Equal(new TokenUsage { Input = 8, Output = 2 }, stated.Usage);
    }

    [Theory]
    [InlineData("anthropic", """{"stop_reason": "end_turn", "content": [{"type": "text", "text": "Hi"}]}""")]
    [InlineData("anthropic", """{"stop_reason": "end_turn", "content": [{"type": "text", "text": "Hi"}], "usage": {"input_tokens": -1, "output_tokens": 2}}""")]
    [InlineData("anthropic", """{"stop_reason": "end_turn", "content": [{"type": "text", "text": "Hi"}], "usage": {"input_tokens": 0, "output_tokens": 0}}""")]
    [InlineData("gemini", """{"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}]}""")]
    [InlineData("gemini", """{"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 5, "cachedContentTokenCount": 9}}""")]
    [InlineData("bedrock", """{"output": {"message": {"content": [{"text": "Hi"}]}}, "stopReason": "end_turn"}""")]
    [InlineData("cohere", """{"finish_reason": "COMPLETE", "message": {"content": [{"type": "text", "text": "Hi"}]}}""")]
    [InlineData("watsonx", """{"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}], "usage": null}""")]
    public async Task Usage_that_is_absent_or_cannot_be_is_none(string api, string answer)
    {
        var stated = await WholeAsync(api, answer);

        Assert.Equal(("Hi", null), (stated.Text, stated.Usage));
    }

    private static async Task<Stated> WholeAsync(string api, string answer)
    {
        var response = await new ScriptedHttp(answer).Chat(api).GetResponseAsync("Hello?");
        return new Stated(response.Text, response.ModelId, response.FinishReason, StatedUsage.In(response.RawRepresentation));
    }

    private static async Task<Stated> StreamAsync(string api, string events)
    {
        var stated = new Stated("", null, null, null);
        await foreach (var update in new ScriptedHttp(events.ReplaceLineEndings("\n"), "text/event-stream").Chat(api).GetStreamingResponseAsync("Hello?"))
        {
            stated = new Stated(
                stated.Text + update.Text, update.ModelId ?? stated.Model, update.FinishReason ?? stated.Finish, StatedUsage.In(update.RawRepresentation) ?? stated.Usage);
        }

        return stated;
    }

    private sealed record Stated(string Text, string? Model, ChatFinishReason? Finish, TokenUsage? Usage);
}
