using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Tollgate.Inference.Providers.Wire;

/// <summary>Requests with a JSON body.</summary>
internal static class WireRequest
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static HttpRequestMessage Post(Uri address, JsonObject body) =>
        new(HttpMethod.Post, address) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, Json) };

    /// <summary>An address below an endpoint's.</summary>
    public static Uri Below(this ProviderOptions options, string path) => new($"{options.BaseUrl.TrimEnd('/')}/{path}");
}
