using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;

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
        { "n", """{"n":2,"messages":[{"role":"user","content":"hi"}]}""" },
        { "tools", """{"tools":[{"type":"function"}],"messages":[{"role":"user","content":"hi"}]}""" },
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

    private async Task<HttpResponseMessage> SendAsync(TestTenant tenant, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{fixture.App.HttpAddress}/v1/chat/completions");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tenant.ApiKey);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
