using System.Globalization;
using System.Net.Http.Headers;

namespace Tollgate.Cli.Fuzz;

/// <summary>Bad requests to the HTTP edge that are good HTTP.</summary>
internal sealed class HttpFuzz(Uri edge, string apiKey, FuzzTally tally) : IDisposable
{
    private const string Chat =
        """
        {"model":"auto","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"What is the capital of France?"}]},
         {"role":"assistant","content":"Paris."},{"role":"user","content":"And of Spain?"}],"max_tokens":8,"temperature":0.2,"stream":false,"stream_options":{"include_usage":true},
         "stop":["."],"response_format":{"type":"json_schema","json_schema":{"name":"city","strict":true,"schema":{"type":"object","properties":{"city":{"type":"string"}},
         "required":["city"],"additionalProperties":false}}},"tools":[{"type":"function","function":{"name":"look_up","description":"Looks up.","parameters":{"type":"object",
         "properties":{"q":{"type":"string"}}}}}],"tool_choice":"auto","user":"u-1","metadata":{"a":"b"},"seed":1,"n":1,"logprobs":true,"top_logprobs":2}
        """;

    private static readonly (string Path, string Body)[] Seeds =
    [
        ("/v1/chat/completions", Chat),
        ("/v1/chat/completions", """{"model":"auto","messages":[{"role":"user","content":"Hello"}],"max_completion_tokens":4,"stream":true}"""),
        ("/v1/chat/completions", """{"model":"auto","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"low"}}]}]}"""),
        ("/v1/embeddings", """{"model":"text-embedding-3-small","input":["a","b"],"dimensions":256,"encoding_format":"float"}"""),
        ("/v1/responses", """{"model":"auto","input":[{"role":"user","content":[{"type":"input_text","text":"Hello"}]}],"instructions":"Be brief.","max_output_tokens":16,"stream":false}"""),
        ("/v1/messages", """{"model":"auto","max_tokens":16,"messages":[{"role":"user","content":"Hello"}],"system":"Be brief."}"""),
    ];

    private static readonly string[] Paths =
        ["/v1/models", "/v1/models/..%2f..%2fetc", "/v1/models/%00", "/v1/", "/v1/chat", "/health", "/v1/chat/completions/x", "/%ff%fe", "/v1/models/gpt-4o?a=%zz&b[]=1", "//v1//models"];

    private static readonly string[] Methods = ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND"];

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = edge, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Sends one request.</summary>
    public async Task SendAsync(Random random, CancellationToken cancellationToken)
    {
        using var request = Make(random);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var status = (int)response.StatusCode;
            tally.Add(string.Create(CultureInfo.InvariantCulture, $"http {status}"));
            if (status >= 500)
                tally.AddFinding($"{request.Method} {request.RequestUri} was answered with {status}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            tally.Add("http closed");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            tally.AddFinding($"{request.Method} {request.RequestUri} was not answered.");
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Make(Random random)
    {
        if (random.Next(10) == 0)
            return Authorized(new HttpRequestMessage(new HttpMethod(Methods[random.Next(Methods.Length)]), Paths[random.Next(Paths.Length)]), random);
        var (path, body) = Seeds[random.Next(Seeds.Length)];
        var content = new ByteArrayContent(JsonMutation.Of(body, random));
        content.Headers.TryAddWithoutValidation("Content-Type", random.Next(20) switch
        {
            0 => "text/plain",
            1 => "application/json; charset=utf-16",
            2 => "multipart/form-data; boundary=",
            3 => "\"",
            _ => "application/json",
        });
        if (random.Next(30) == 0)
            content.Headers.ContentEncoding.Add("gzip");
        var request = new HttpRequestMessage(random.Next(30) == 0 ? HttpMethod.Put : HttpMethod.Post, path) { Content = content };
        if (random.Next(10) == 0)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", random.Next(2) == 0 ? "same" : new string('k', random.Next(2000)));
        if (random.Next(10) == 0)
            request.Headers.TryAddWithoutValidation("x-tollgate-assistant", "no\tsuch");
        return Authorized(request, random);
    }

    private HttpRequestMessage Authorized(HttpRequestMessage request, Random random)
    {
        switch (random.Next(20))
        {
            case 0:
                break;
            case 1:
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer tg_live_" + new string('_', random.Next(3000)));
                break;
            case 2:
                request.Headers.TryAddWithoutValidation("Authorization", "Basic Og==");
                break;
            default:
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
                break;
        }

        return request;
    }
}
