using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Credits;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Providers.Access;
using Tollgate.Inference.Providers.Anthropic;
using Tollgate.Inference.Providers.Bedrock;
using Tollgate.Inference.Providers.Cohere;
using Tollgate.Inference.Providers.Gemini;
using Tollgate.Inference.Providers.Watsonx;
using Tollgate.Inference.Providers.Wire;
using Tollgate.Inference.Tests.Fakes;

namespace Tollgate.Inference.Tests.Providers.Formats;

/// <summary>A provider that answers every request with what a test wrote down, and keeps what it was asked.</summary>
internal sealed class ScriptedHttp(string answer, string mediaType = "application/json", int status = 200, params (string Name, string Value)[] headers)
    : HttpMessageHandler, IHttpClientFactory
{
    /// <summary>The last request but those for tokens.</summary>
    public HttpRequestMessage? Request { get; private set; }

    public JsonNode? Body { get; private set; }

    public byte[] Answer { get; init; } = Encoding.UTF8.GetBytes(answer);

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    public IChatClient Chat(string api, string model = "some-model", Action<ProviderOptions>? more = null)
    {
        var options = new ProviderOptions { Api = api, BaseUrl = "http://provider.test/base", ApiKey = "the-key", TokenUrl = "http://tokens.test/", ProjectId = "project-1" };
        more?.Invoke(options);
        var http = new ProviderHttp(this, TimeProvider.System);
        IWireFormat format = api switch
        {
            "anthropic" => new AnthropicFormat(http),
            "gemini" => new GeminiFormat(http),
            "bedrock" => new BedrockFormat(http),
            "cohere" => new CohereFormat(http),
            "watsonx" => new WatsonxFormat(http, new AccessTokens(http)),
            _ => throw new ArgumentOutOfRangeException(nameof(api), api, null),
        };
        CallContext.Current = new CallContext(new OpenedAttempt(
            World.Orphan(), null, new CreditAnswer.NotNeeded(), null, TimeProvider.System, TimeProvider.System.GetTimestamp()));
        return format.Chat(new ProviderEndpoint("here", options, NoProviderReport.Instance, null), model);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.Host == "tokens.test")
            return new HttpResponseMessage { Content = new StringContent("""{"access_token": "bought", "expires_in": 3600}""") };
        Request = request;
        Body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Answer) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }
}
