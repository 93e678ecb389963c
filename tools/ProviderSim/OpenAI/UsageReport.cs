using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary><c>GET /v1/organization/usage/completions</c> and <c>.../embeddings</c>, for the admin key</summary>
internal sealed class UsageReport(ApiKeys keys, CallLedger ledger, TimeProvider time)
{
    public const string CompletionsPath = "/v1/organization/usage/completions", EmbeddingsPath = "/v1/organization/usage/embeddings";

    private static readonly string[] Groups = ["model", "api_key_id"];

    public Task CompletionsAsync(HttpContext http) => HandleAsync(http, ChatCompletions.Path, "organization.usage.completions.result");

    public Task EmbeddingsAsync(HttpContext http) => HandleAsync(http, Embeddings.Path, "organization.usage.embeddings.result");

    private Task HandleAsync(HttpContext http, string endpoint, string kind)
    {
        if (!keys.IsAdmin(http.Request))
            return ErrorReply.WriteAsync(http, CallError.NoKey);
        if (ReportQuery.Read(http, time.GetUtcNow(), "1d", Groups, out var query) is { } error)
            return ErrorReply.WriteAsync(http, error);

        var (byModel, byKey) = (query!.GroupBy.Contains("model"), query.GroupBy.Contains("api_key_id"));
        return ReportPage.WriteAsync(
            http, query, ledger.Book,
            entry => entry.Start.Endpoint == endpoint,
            entry => (byModel ? entry.Start.Model : null, byKey ? entry.Start.ApiKeyId : null),
            (json, group, sum) =>
            {
                json.WriteString("object"u8, kind);
                json.WriteNumber("input_tokens"u8, sum.Usage.Input);
                if (endpoint == ChatCompletions.Path)
                {
                    json.WriteNumber("output_tokens"u8, sum.Usage.Output);
                    json.WriteNumber("input_cached_tokens"u8, sum.Usage.CachedInput);
                    json.WriteNumber("input_audio_tokens"u8, 0);
                    json.WriteNumber("output_audio_tokens"u8, 0);
                    json.WriteNull("batch"u8);
                }
                json.WriteNumber("num_model_requests"u8, sum.Calls);
                json.WriteNull("project_id"u8);
                json.WriteNull("user_id"u8);
                json.WriteString("api_key_id"u8, group.Key);
                json.WriteString("model"u8, group.Model);
            });
    }
}
