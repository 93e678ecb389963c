namespace Tollgate.Inference.Providers.Wire;

/// <summary>Sends calls of wire formats that we speak ourselves, and reads what went wrong.</summary>
internal sealed class ProviderHttp(IHttpClientFactory http, TimeProvider clock)
{
    private const int LongestError = 64 * 1024;

    private readonly HttpClient client = http.CreateClient(ProviderClients.HttpClientName);

    public TimeProvider Clock => clock;

    /// <summary>Begins the attempt's call and answers when the headers have come. The body is the caller's to read.</summary>
    /// <exception cref="ProviderException">It may not begin any more, or the provider answered with an error.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, IErrorReader errors, CancellationToken cancellationToken)
    {
        request.Headers.Add(CallStart.Header, CallStart.Begin());
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ReadErrorAsync(response, errors, cancellationToken);
    }

    /// <summary>Sends what is no attempt: a call that costs nothing, such as for an access token.</summary>
    public Task<HttpResponseMessage> SendFreeAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        client.SendAsync(request, cancellationToken);

    private async Task<ProviderException> ReadErrorAsync(HttpResponseMessage response, IErrorReader errors, CancellationToken cancellationToken)
    {
        var body = new byte[LongestError];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        var reply = ErrorReply.Of((int)response.StatusCode, body.AsMemory(0, length), name => HeaderOf(response, name));
        return ProviderFailures.From(reply, errors.Classify(reply), errors.RetryAfter(reply) ?? reply.RetryAfter(clock));
    }

    private static string? HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
