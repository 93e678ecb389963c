using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Intake.Tests.OpenAi;

[Collection(IntakeCollection.Name)]
public sealed class OpenAiEdgeTests(IntakeFixture fixture)
{
    private static readonly HttpClient Http = new();

    public static TheoryData<string, string> Mistakes => new()
    {
        { "messages", """{"model":"auto"}""" },
        { "messages[0]", """{"messages":["hi"]}""" },
        { "messages[0].role", """{"messages":[{"role":"robot","content":"hi"}]}""" },
        { "messages[0].content", """{"messages":[{"role":"user","content":7}]}""" },
        { "messages[0].content", """{"messages":[{"role":"user","content":""}]}""" },
        { "messages[0].content[0].type", """{"messages":[{"role":"user","content":[{"type":"input_audio"}]}]}""" },
        { "messages[0].content[0].image_url.url", """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://169.254.169.254/"}}]}]}""" },
        { "max_tokens", """{"max_tokens":-1,"messages":[{"role":"user","content":"hi"}]}""" },
        { "max_tokens", """{"max_tokens":"ten","messages":[{"role":"user","content":"hi"}]}""" },
        { "messages[0].content[0].image_url.url", """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""" },
        { "messages[0].content[0].image_url.detail", """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"huge"}}]}]}""" },
        { "messages[0].content[0].text", """{"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}""" },
        { "messages[0].tool_call_id", """{"messages":[{"role":"user","content":"hi","tool_call_id":"a"}]}""" },
        { "max_tokens", """{"max_tokens":1,"max_completion_tokens":1,"messages":[{"role":"user","content":"hi"}]}""" },
        { "seed", """{"seed":1.5,"messages":[{"role":"user","content":"hi"}]}""" },
        { "temperature", """{"temperature":3,"messages":[{"role":"user","content":"hi"}]}""" },
        { "reasoning_effort", """{"reasoning_effort":"high","messages":[{"role":"user","content":"hi"}]}""" },
        { "service_tier", """{"service_tier":"priority","messages":[{"role":"user","content":"hi"}]}""" },
        { "verbosity", """{"verbosity":"high","messages":[{"role":"user","content":"hi"}]}""" },
        { "modalities", """{"modalities":["text","audio"],"messages":[{"role":"user","content":"hi"}]}""" },
        { "tool_choice", """{"tool_choice":"required","messages":[{"role":"user","content":"hi"}]}""" },
        { "logit_bias", """{"logit_bias":{"50256":-100},"messages":[{"role":"user","content":"hi"}]}""" },
        { "something_new", """{"something_new":true,"messages":[{"role":"user","content":"hi"}]}""" },
        { "stream_options", """{"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]}""" },
        { "stream_options.often", """{"stream":true,"stream_options":{"often":true},"messages":[{"role":"user","content":"hi"}]}""" },
        { "response_format.json_schema.name", """{"response_format":{"type":"json_schema","json_schema":{"name":"a b","schema":{}}},"messages":[{"role":"user","content":"hi"}]}""" },
        { "n", """{"n":2,"messages":[{"role":"user","content":"hi"}]}""" },
        { "tools[0].function", """{"tools":[{"type":"function"}],"messages":[{"role":"user","content":"hi"}]}""" },
        { "tools[0].type", """{"tools":[{"type":"web_search"}],"messages":[{"role":"user","content":"hi"}]}""" },
        { "tools[1].function.name", """{"tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"a"}}],"messages":[{"role":"user","content":"hi"}]}""" },
        { "tools[0].function.parameters", """{"tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{"b":{"type":"text"}}}}}],"messages":[{"role":"user","content":"hi"}]}""" },
        { "tools[0].function.parameters", """{"tools":[{"type":"function","function":{"name":"a","parameters":{"type":"string"}}}],"messages":[{"role":"user","content":"hi"}]}""" },
        { "tool_choice.function.name", """{"tools":[{"type":"function","function":{"name":"a"}}],"tool_choice":{"type":"function","function":{"name":"b"}},"messages":[{"role":"user","content":"hi"}]}""" },
        { "messages[1].tool_call_id", """{"messages":[{"role":"user","content":"hi"},{"role":"tool","content":"4"}]}""" },
        { "messages[1].tool_call_id", """{"messages":[{"role":"user","content":"hi"},{"role":"tool","tool_call_id":"c","content":"4"}]}""" },
        { "messages[1].tool_calls", """{"messages":[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":"{}"}}]},{"role":"user","content":"and?"}]}""" },
        { "messages[1].tool_calls[0].function.name", """{"messages":[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"4"}]}""" },
        { "response_format.json_schema", """{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"required":"b"}}},"messages":[{"role":"user","content":"hi"}]}""" },
        { "functions", """{"functions":[{"name":"a"}],"messages":[{"role":"user","content":"hi"}]}""" },
        { "stop", """{"stop":[1],"messages":[{"role":"user","content":"hi"}]}""" },
        { "response_format.json_schema", """{"response_format":{"type":"json_schema","json_schema":{"name":"a"}},"messages":[{"role":"user","content":"hi"}]}""" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_named_in_openais_shape(string param, string body)
    {
        var tenant = await fixture.CreateTenantAsync();

        var (response, error) = await RefusedAsync(tenant, Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(param, error.GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("input", """{"model":"auto"}""")]
    [InlineData("input", """{"input":[1,2,3]}""")]
    [InlineData("input", """{"input":[]}""")]
    [InlineData("input[1]", """{"input":["a",""]}""")]
    [InlineData("dimensions", """{"input":"a","dimensions":0}""")]
    [InlineData("encoding_format", """{"input":"a","encoding_format":"int8"}""")]
    [InlineData("task", """{"input":"a","task":"search"}""")]
    public async Task A_mistake_in_texts_to_be_embedded_is_named_in_openais_shape(string param, string body)
    {
        var tenant = await fixture.CreateTenantAsync();

        using var response = await SendAsync("embeddings", tenant, Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal(param, error.GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}")]
    [InlineData("{\"messages\":")]
    public async Task What_is_no_json_text_is_refused(string body)
    {
        var tenant = await fixture.CreateTenantAsync();

        var (response, _) = await RefusedAsync(tenant, Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Invalid_utf8_is_refused()
    {
        var tenant = await fixture.CreateTenantAsync();
        byte[] body = [.. """{"messages":[{"role":"user","content":"a"""u8, 0xc3, 0x28, .. "\"}]}"u8];

        var (response, error) = await RefusedAsync(tenant, body);

        Assert.Equal((HttpStatusCode.BadRequest, "malformed_request"), (response.StatusCode, error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_prompt_of_ten_megabytes_is_too_long()
    {
        var tenant = await fixture.CreateTenantAsync();

        var (response, error) = await RefusedAsync(tenant, Body(new string('a', 10_000_000)));

        Assert.Equal((HttpStatusCode.BadRequest, "context_length_exceeded"), (response.StatusCode, error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task An_error_before_the_first_piece_is_an_ordinary_one_also_for_a_stream()
    {
        var tenant = await fixture.CreateTenantAsync();

        var (response, error) = await RefusedAsync(tenant, Encoding.UTF8.GetBytes("""{"stream":true,"messages":[]}"""));

        Assert.Equal((HttpStatusCode.BadRequest, "messages"), (response.StatusCode, error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task What_asks_for_what_happens_anyway_is_taken()
    {
        var tenant = await fixture.CreateTenantAsync();
        const string body = """
            {"model":"auto","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"Hello","refusal":null,"annotations":[]},{"role":"user","content":"hi"}],
             "n":1,"presence_penalty":0,"frequency_penalty":0,"logit_bias":{},"logprobs":false,"top_logprobs":null,"modalities":["text"],"service_tier":"auto",
             "verbosity":"medium","tools":[],"tool_choice":"none","parallel_tool_calls":true,"store":true,"prompt_cache_key":"a","reasoning_effort":null,"unheard_of":null,
             "seed":7,"safety_identifier":"u-1","top_p":0.5,"stop":"END","metadata":{"a":"b"}}
            """;

        using var response = await SendAsync(tenant, Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var run = Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        var prompt = Prompt.Parser.ParseFrom(run.Prompt);
        Assert.Equal((7, 0.5, "END", "u-1"), (prompt.Seed, prompt.TopP, Assert.Single(prompt.Stop), run.Caller.UserId));
    }

    [Fact]
    public async Task A_stream_says_in_headers_what_is_known_when_it_begins_and_the_rest_in_its_last_pieces()
    {
        var tenant = await fixture.CreateTenantAsync();

        using var response = await SendAsync(
            tenant, Encoding.UTF8.GetBytes("""{"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]}"""));
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        var operation = Header(response, "x-tollgate-operation-id");
        Assert.Equal(operation, Header(response, "x-request-id"));
        Assert.Equal(
            ("gpt-4.1-nano", "miss", "SMALL_FIRST", "month", "7000000000"),
            (Header(response, "x-tollgate-model"), Header(response, "x-tollgate-cache"), Header(response, "x-tollgate-route-reason"),
                Header(response, "x-tollgate-budget-id"), Header(response, "x-tollgate-budget-left-nanos")));
        Assert.Equal("data: [DONE]", events[^1]);
        var chunks = events[..^1].Select(text => JsonDocument.Parse(text["data: ".Length..]).RootElement).ToArray();
        Assert.All(chunks, chunk => Assert.Equal($"chatcmpl-{operation}", chunk.GetProperty("id").GetString()));
        Assert.Empty(chunks[^1].GetProperty("choices").EnumerateArray());
        Assert.Equal(115, chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32());
        var receipt = chunks[^2].GetProperty("tollgate");
        Assert.Equal(
            (operation, 123_456, 7_000_000_000),
            (receipt.GetProperty("operation_id").GetString(), receipt.GetProperty("cost_nanos").GetInt64(),
                receipt.GetProperty("budget_left").GetProperty("cost_nanos").GetInt64()));
    }

    [Fact]
    public async Task An_error_after_the_request_was_taken_on_names_its_operation_and_whether_to_try_again()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Refuse(RpcErrors.Write(TollgateException.Unavailable("PROVIDER_UNAVAILABLE", "Away.", TimeSpan.FromSeconds(3)))));
        using var away = await SendAsync(tenant, Body("hi"));
        fixture.Routing.Script(tenant.Id, FakeRouting.Refuse(RpcErrors.Write(TollgateException.ResourceExhausted("BUDGET_EXCEEDED", "No room.", TimeSpan.FromDays(20)))));
        using var over = await SendAsync(tenant, Body("hi"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "3", "true"), (away.StatusCode, Header(away, "retry-after"), Header(away, "x-should-retry")));
        Assert.NotNull(Header(away, "x-tollgate-operation-id"));
        // No SDK shall sleep until the month is over.
        Assert.Equal((HttpStatusCode.TooManyRequests, null, "false"), (over.StatusCode, Header(over, "retry-after"), Header(over, "x-should-retry")));
        Assert.Equal("1728000", Header(over, "x-tollgate-retry-after"));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_stops_the_run_and_its_end_is_recorded()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.FallSilent());
        var response = await SendAsync(tenant, Encoding.UTF8.GetBytes("""{"stream":true,"messages":[{"role":"user","content":"hi"}]}"""));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Contains("It is", await reader.ReadLineAsync(), StringComparison.Ordinal);

        response.Dispose();

        var completed = Assert.Single(await fixture.CompletedAsync(tenant.Id, 1));
        Assert.Equal(("failed", "CANCELLED", 1), (completed.Outcome, completed.Reason, completed.Attempts));
    }

    [Fact]
    public async Task A_stop_amid_a_stream_is_its_receipt_and_then_an_error_event()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.StopMidStream(RpcErrors.Write(TollgateException.ResourceExhausted("BUDGET_EXCEEDED", "Stopped."))));

        using var response = await SendAsync(tenant, Encoding.UTF8.GetBytes("""{"stream":true,"messages":[{"role":"user","content":"hi"}]}"""));
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("\"stopped\":{\"reason\":\"BUDGET_EXCEEDED\",\"output_tokens\":15}", events[^2], StringComparison.Ordinal);
        Assert.Contains("\"code\":\"insufficient_quota\"", events[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions")]
    [InlineData("POST", "/v1/models")]
    [InlineData("POST", "/v1/fine_tuning/jobs")]
    public async Task What_is_not_there_is_404_in_openais_shape(string method, string path)
    {
        using var response = await Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"{fixture.App.HttpAddress}{path}"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.NotNull(Header(response, "x-request-id"));
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal(("invalid_request_error", "unknown_url"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_body_beyond_all_measure_is_413()
    {
        var tenant = await fixture.CreateTenantAsync();

        // Asks before it sends: the connection of who does not is cut in the middle of the body.
        using var response = await SendAsync(tenant, new byte[31_000_000], ("Expect", "100-continue"));
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "request_too_large"), (response.StatusCode, error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task An_error_amid_a_stream_is_its_last_event()
    {
        var tenant = await fixture.CreateTenantAsync();
        var heard = new TaskCompletionSource();
        fixture.Routing.Script(tenant.Id, FakeRouting.DieMidStream(heard.Task));

        using var response = await SendAsync(tenant, Encoding.UTF8.GetBytes("""{"stream":true,"messages":[{"role":"user","content":"hi"}]}"""));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Contains("It is", await reader.ReadLineAsync(), StringComparison.Ordinal);
        heard.SetResult();
        var rest = await reader.ReadToEndAsync();

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"code\":\"service_unavailable\"", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idempotency_key_in_the_header_works_here_and_on_grpc_alike()
    {
        var tenant = await fixture.CreateTenantAsync();
        var first = await SendAsync(tenant, Body("hi"), ("idempotency-key", "k-1"));
        var second = await SendAsync(tenant, Body("hi"), ("idempotency-key", "k-1"));
        var other = await SendAsync(tenant, Body("else"), ("idempotency-key", "k-1"));

        Assert.Equal(("false", "true"), (Header(first, "x-tollgate-replayed"), Header(second, "x-tollgate-replayed")));
        Assert.Equal(Header(first, "x-tollgate-operation-id"), Header(second, "x-tollgate-operation-id"));
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Single(fixture.Routing.RunsOf(tenant.Id));
    }

    [Fact]
    public async Task Without_a_key_the_answer_is_401()
    {
        using var response = await Http.PostAsync(new Uri($"{fixture.App.HttpAddress}/v1/chat/completions"), new ByteArrayContent(Body("hi")));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("missing_api_key", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static byte[] Body(string text) =>
        JsonSerializer.SerializeToUtf8Bytes(new { model = "auto", messages = new[] { new { role = "user", content = text } } });

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private async Task<(HttpResponseMessage Response, JsonElement Error)> RefusedAsync(TestTenant tenant, byte[] body)
    {
        var response = await SendAsync(tenant, body);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Empty(fixture.Routing.RunsOf(tenant.Id));
        return (response, answer.RootElement.GetProperty("error"));
    }

    private Task<HttpResponseMessage> SendAsync(TestTenant tenant, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync("chat/completions", tenant, body, headers);

    private async Task<HttpResponseMessage> SendAsync(string path, TestTenant tenant, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{fixture.App.HttpAddress}/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tenant.ApiKey);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
