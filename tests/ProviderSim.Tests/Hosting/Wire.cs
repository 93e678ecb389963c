using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.OpenAI;

namespace Tollgate.ProviderSim.Tests.Hosting;

/// <summary>Requests and answers as they are on the wire.</summary>
internal static class Wire
{
    public const string Context = "[1] Refunds\nRefunds are paid within 14 days of the claim. A manager must approve refunds above 500 euros.\n\n"
        + "[2] Shipping\nParcels leave the warehouse on Mondays and Thursdays.";

    public static JsonObject Chat(string model, string question, object? more = null, string? system = null)
    {
        var messages = new JsonArray();
        if (system is not null)
            messages.Add(new JsonObject { ["role"] = "system", ["content"] = system });
        messages.Add(new JsonObject { ["role"] = "user", ["content"] = question });
        var body = new JsonObject { ["model"] = model, ["messages"] = messages };
        foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { })!.AsObject())
            body[name] = value?.DeepClone();
        return body;
    }

    public static HttpRequestMessage Post(string path, JsonNode body, string? clientRequestId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        if (clientRequestId is not null)
            request.Headers.Add(CallDesk.ClientRequestIdHeader, clientRequestId);
        return request;
    }

    public static async Task<JsonNode> ChatAsync(this HttpClient client, JsonNode body, string? clientRequestId = null)
    {
        using var response = await client.SendAsync(Post(ChatCompletions.Path, body, clientRequestId));
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public static async Task<(int Status, JsonNode Error)> RefusedAsync(this HttpClient client, string path, HttpContent content)
    {
        using var response = await client.PostAsync(path, content);
        var body = await response.Content.ReadFromJsonAsync<JsonNode>();
        return ((int)response.StatusCode, body!["error"]!);
    }

    public static async Task<JsonNode> JsonAsync(this HttpClient client, string path) => (await client.GetFromJsonAsync<JsonNode>(path))!;

    public static async Task<JsonNode> LookUpAsync(this HttpClient admin, string clientRequestId) =>
        await admin.JsonAsync($"/control/calls?client_request_id={clientRequestId}");

    /// <summary>The call with this id once the look-up says what the test waits for.</summary>
    public static async Task<JsonNode> CallAsync(this HttpClient admin, string clientRequestId, string state = "finished")
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var found = await admin.LookUpAsync(clientRequestId);
            if ((string)found["state"]! == state)
                return found["calls"]![0]!;
            await Task.Delay(10, patience.Token);
        }
    }

    public static async Task SetAsync(this HttpClient admin, string path, object settings)
    {
        using var response = await admin.PostAsJsonAsync(path, settings);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The data of a stream's events, up to its end or the break of the connection.</summary>
    public static async IAsyncEnumerable<string> EventsAsync(
        this HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                yield return line["data: ".Length..];
        }
    }

    public static async Task<HttpResponseMessage> StreamAsync(
        this HttpClient client, JsonObject body, string? clientRequestId = null, CancellationToken cancellationToken = default)
    {
        body["stream"] = true;
        var response = await client.SendAsync(
            Post(ChatCompletions.Path, body, clientRequestId), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        return response;
    }

    public static string? DeltaOf(string data) =>
        JsonNode.Parse(data) is { } chunk && chunk["choices"] is JsonArray { Count: > 0 } choices ? (string?)choices[0]!["delta"]!["content"] : null;

    public static string Content(this JsonNode completion) => (string)completion["choices"]![0]!["message"]!["content"]!;
}
