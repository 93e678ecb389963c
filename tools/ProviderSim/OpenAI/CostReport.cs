using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>
/// <c>GET /v1/organization/costs</c>, for the admin key. Beside OpenAI's amount in dollars each result states the exact sum of
/// the calls in nano-dollars, and buckets may be shorter than a day.
/// </summary>
internal sealed class CostReport(ApiKeys keys, CallLedger ledger, IOptions<SimulatorOptions> options, TimeProvider time)
{
    public const string Path = "/v1/organization/costs";

    private const decimal NanosPerDollar = 1_000_000_000m;

    private static readonly string[] Groups = ["line_item", "project_id", "api_key_id"];

    public Task HandleAsync(HttpContext http)
    {
        if (!keys.IsAdmin(http.Request))
            return ErrorReply.WriteAsync(http, CallError.NoKey);
        if (ReportQuery.Read(http, time.GetUtcNow(), "1d", Groups, out var query) is { } error)
            return ErrorReply.WriteAsync(http, error);

        var project = options.Value.Project;
        var isAsked = query!.ProjectIds.Count == 0 || query.ProjectIds.Contains(project);
        var byProject = query.GroupBy.Contains("project_id");
        var (byLine, byKey) = (query.GroupBy.Contains("line_item"), query.GroupBy.Contains("api_key_id"));
        return ReportPage.WriteAsync(
            http, query, ledger.Book,
            _ => isAsked,
            entry => (byLine ? entry.Start.Model : null, byKey ? entry.Start.ApiKeyId : null),
            (json, group, sum) =>
            {
                json.WriteString("object"u8, "organization.costs.result"u8);
                json.WriteStartObject("amount"u8);
                json.WriteNumber("value"u8, sum.CostNanos / NanosPerDollar);
                json.WriteString("currency"u8, "usd"u8);
                json.WriteEndObject();
                json.WriteNumber("amount_nanos"u8, sum.CostNanos);
                json.WriteString("line_item"u8, group.Model);
                json.WriteString("project_id"u8, byProject ? project : null);
                json.WriteString("api_key_id"u8, group.Key);
            });
    }
}
