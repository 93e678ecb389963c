using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Tests.Hosting;

namespace Tollgate.ProviderSim.Tests.OpenAI;

public sealed class ChatErrorsTests : IDisposable
{
    private const string Path = "/v1/chat/completions";

    private readonly SimServer sim = new();

    public static TheoryData<string, int, string?, string?> BadRequests => new()
    {
        { "", 400, null, null },
        { "{", 400, null, null },
        { "[]", 400, null, null },
        { "{} {}", 400, null, null },
        { """{"messages":[]}""", 400, "model", "missing_required_parameter" },
        { """{"model":"gpt-9","messages":[{"role":"user","content":"x"}]}""", 404, "model", "model_not_found" },
        { """{"model":"text-embedding-3-small","messages":[{"role":"user","content":"x"}]}""", 404, "model", "model_not_found" },
        { """{"model":"gpt-4o"}""", 400, "messages", "missing_required_parameter" },
        { """{"model":"gpt-4o","messages":[]}""", 400, "messages", "empty_array" },
        { """{"model":"gpt-4o","messages":[null]}""", 400, "messages[0].role", "invalid_value" },
        { """{"model":"gpt-4o","messages":[{"role":"robot","content":"x"}]}""", 400, "messages[0].role", "invalid_value" },
        { """{"model":"gpt-4o","messages":[{"role":"user","content":7}]}""", 400, "messages[0].content", "invalid_type" },
        { """{"model":"gpt-4o","messages":[{"role":"user"}]}""", 400, "messages[0].content", "invalid_type" },
        { """{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""", 400, "messages[0].content[0].image_url.url", "invalid_image_format" },
        { """{"model":"o3-mini","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""", 400, "messages[0].content[0].image_url", null },
        { """{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"max_tokens":-5}""", 400, "max_tokens", "integer_below_min_value" },
        { """{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"max_tokens":9999999}""", 400, "max_tokens", "invalid_value" },
        { """{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"max_tokens":"ten"}""", 400, "max_tokens", "invalid_type" },
        { """{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"temperature":3}""", 400, "temperature", "decimal_out_of_range" },
        { """{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"n":2}""", 400, "n", "unsupported_value" },
        { """{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_object"}}""", 400, "messages", null },
        { """{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema"}}""", 400, "response_format.json_schema.name", "missing_required_parameter" },
        { """{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"tool_choice":"required"}""", 400, "tool_choice", null },
        { """{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"stream_options":{"include_usage":true}}""", 400, "stream_options", null },
        { """{"model":"o4-mini","messages":[{"role":"user","content":"x"}],"max_tokens":5}""", 400, "max_tokens", "unsupported_parameter" },
        { """{"model":"o4-mini","messages":[{"role":"user","content":"x"}],"logprobs":true}""", 400, "logprobs", "unsupported_parameter" },
        { """{"model":"o4-mini","messages":[{"role":"user","content":"x"}],"temperature":0}""", 400, "temperature", "unsupported_parameter" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task A_bad_request_gets_the_error_that_names_what_is_wrong(string body, int status, string? param, string? code)
    {
        var (actual, error) = await sim.Api.RefusedAsync(Path, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(status, actual);
        Assert.Equal("invalid_request_error", (string?)error["type"]);
        Assert.Equal(param, (string?)error["param"]);
        Assert.Equal(code, (string?)error["code"]);
        Assert.NotEmpty((string)error["message"]!);
    }

    [Fact]
    public async Task Invalid_utf8_is_a_typed_error()
    {
        byte[] body = [.. """{"model":"gpt-4o","messages":[{"role":"user","content":" """u8, 0xFF, 0xFE, .. "\"}]}"u8];

        var (status, error) = await sim.Api.RefusedAsync(Path, new ByteArrayContent(body));

        Assert.Equal(400, status);
        Assert.Equal("invalid_request_error", (string?)error["type"]);
    }

    [Fact]
    public async Task A_prompt_longer_than_the_context_is_refused_quickly_even_without_word_breaks()
    {
        var (status, error) = await sim.Api.RefusedAsync(Path, Json(Wire.Chat("gpt-4o", new string('a', 10_000_000))));
        var (_, second) = await sim.Api.RefusedAsync(Path, Json(Wire.Chat("gpt-4o", string.Concat(Enumerable.Repeat("a b ", 100_000)))));

        Assert.Equal(400, status);
        Assert.Equal("context_length_exceeded", (string?)error["code"]);
        Assert.Equal("context_length_exceeded", (string?)second["code"]);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        using var small = new SimServer(("ProviderSim:MaxRequestBytes", "2000"));

        var (status, error) = await small.Api.RefusedAsync(Path, Json(Wire.Chat("gpt-4o", new string('x', 5_000))));

        Assert.Equal(413, status);
        Assert.Equal("request_too_large", (string?)error["code"]);
    }

    [Theory]
    [InlineData("sk-wrong")]
    [InlineData(SimServer.AdminKey)]
    public async Task A_wrong_key_is_refused(string key)
    {
        using var client = sim.Client(key);

        var (status, error) = await client.RefusedAsync(Path, Json(Wire.Chat("gpt-4o", "x")));

        Assert.Equal(401, status);
        Assert.Equal("invalid_api_key", (string?)error["code"]);
    }

    [Fact]
    public async Task An_unknown_path_answers_in_the_same_shape()
    {
        using var response = await sim.Api.GetAsync("/v1/nothing");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["message"]);
    }

    [Fact]
    public async Task A_refused_call_is_on_the_books_and_costs_nothing()
    {
        using var request = Wire.Post(Path, Wire.Chat("gpt-9", "x"), "refused-1");
        using var response = await sim.Api.SendAsync(request);

        var found = await sim.Admin.LookUpAsync("refused-1");
        Assert.Equal("finished", (string?)found["state"]);
        Assert.Equal(0, (long)found["cost_nanos"]!);
        Assert.Equal("failed", (string?)found["calls"]![0]!["state"]);
        Assert.Equal(404, (int)found["calls"]![0]!["status"]!);
    }

    public void Dispose() => sim.Dispose();

    private static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");
}
