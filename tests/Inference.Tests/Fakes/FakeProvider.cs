using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tollgate.Inference.Tests.Fakes;

/// <summary>A provider that answers as a test tells it to, and a report that says what a test wants it to say.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private LoopbackServer? server;

    public ConcurrentQueue<ReceivedCall> Calls { get; } = new();

    /// <summary>What the control API says about a client request id.</summary>
    public Func<string, object> Report { get; set; } = _ => new { state = "absent" };

    /// <summary>Answers the n-th call, counted from 1.</summary>
    public Func<ReceivedCall, HttpContext, Task> Answer { get; set; } = (call, http) => call.Stream
        ? Wire.StreamAsync(http, ["Hel", "lo"], Wire.Usage(10, 2))
        : Wire.CompleteAsync(http, "Hello", Wire.Usage(10, 2));

    public string BaseUrl => server!.Address + "/v1";

    public static async Task<FakeProvider> StartAsync()
    {
        var provider = new FakeProvider();
        provider.server = await LoopbackServer.StartAsync(HttpProtocols.Http1, _ => { }, provider.Map);
        return provider;
    }

    public async ValueTask DisposeAsync() => await server!.DisposeAsync();

    private void Map(WebApplication app)
    {
        app.MapPost("/v1/chat/completions", ReceiveAsync);
        app.MapPost("/v1/embeddings", ReceiveAsync);
        app.MapGet("/control/calls", (string client_request_id) => Results.Json(Report(client_request_id)));
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        var body = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        var call = new ReceivedCall(Calls.Count + 1, http.Request.Headers["X-Client-Request-Id"].ToString(), body);
        Calls.Enqueue(call);
        await Answer(call, http);
    }
}

/// <summary>A call as the provider got it.</summary>
internal sealed record ReceivedCall(int Number, string ClientRequestId, JsonObject Body)
{
    public bool Stream => Body["stream"]?.GetValueKind() is JsonValueKind.True;
}
