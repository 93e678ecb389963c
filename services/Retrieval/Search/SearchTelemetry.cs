using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tollgate.Retrieval.Search;

/// <summary>What searches say about themselves: never the query, never the passages.</summary>
internal static class SearchTelemetry
{
    public static readonly ActivitySource Source = new("Tollgate.Retrieval");
    private static readonly Meter Meter = new("Tollgate.Retrieval");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("tollgate.retrieval.search.duration", "s", "Time of a search");
    private static readonly Histogram<int> Tokens = Meter.CreateHistogram<int>("tollgate.retrieval.search.tokens", "{token}", "Tokens of the passages found");

    public static void Record(Activity? activity, SearchQuery query, SearchResult result, TimeSpan elapsed)
    {
        var tokens = result.Passages.Sum(hit => hit.Chunk.Tokens);
        var mode = new KeyValuePair<string, object?>("tollgate.search.mode", result.Hybrid ? "hybrid" : "lexical");
        Duration.Record(elapsed.TotalSeconds, mode);
        Tokens.Record(tokens, mode);
        activity?.SetTag("tollgate.tenant", query.Caller.TenantId)
            .SetTag("tollgate.knowledge_base", query.KnowledgeBase)
            .SetTag("tollgate.search.passages", result.Passages.Count)
            .SetTag("tollgate.search.tokens", tokens)
            .SetTag(mode.Key, mode.Value);
    }
}
