using System.Text.Json;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>Sums of one group of calls within one bucket.</summary>
internal sealed class ReportSum
{
    public TokenUsage Usage { get; set; }
    public long Calls { get; set; }
    public long CostNanos { get; set; }
}

/// <summary>
/// A page of a report: billed calls, put into the bucket in which they were received, and summed by group. Calls that have not
/// ended, or failed at no cost, are in none.
/// </summary>
internal static class ReportPage
{
    public static Task WriteAsync(
        HttpContext http, ReportQuery query, CallBook book, Func<CallEntry, bool> include, Func<CallEntry, (string? Model, string? Key)> groupOf,
        Action<Utf8JsonWriter, (string? Model, string? Key), ReportSum> writeResult)
    {
        var buckets = Sum(query, book, include, groupOf);
        return JsonReply.WriteAsync(http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "page"u8);
            json.WriteStartArray("data"u8);
            for (var start = query.StartTime; start < query.PageEnd; start += query.Width)
                WriteBucket(json, query, start, buckets.GetValueOrDefault(start), writeResult);
            json.WriteEndArray();
            json.WriteBoolean("has_more"u8, query.HasMore);
            json.WriteString("next_page"u8, query.HasMore ? query.PageEnd.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
            json.WriteEndObject();
        });
    }

    private static Dictionary<long, SortedDictionary<(string?, string?), ReportSum>> Sum(
        ReportQuery query, CallBook book, Func<CallEntry, bool> include, Func<CallEntry, (string?, string?)> groupOf)
    {
        var buckets = new Dictionary<long, SortedDictionary<(string?, string?), ReportSum>>();
        foreach (var entry in book.All())
        {
            var received = entry.Start.ReceivedAt.ToUnixTimeSeconds();
            if (received < query.StartTime || received >= query.PageEnd || entry.End is not { State: not CallState.Failed } end || !include(entry)
                || (query.Models.Count > 0 && !query.Models.Contains(entry.Start.Model))
                || (query.ApiKeyIds.Count > 0 && !query.ApiKeyIds.Contains(entry.Start.ApiKeyId)))
                continue;

            var start = received / query.Width * query.Width;
            if (!buckets.TryGetValue(start, out var groups))
                buckets[start] = groups = [];
            if (!groups.TryGetValue(groupOf(entry), out var sum))
                groups[groupOf(entry)] = sum = new ReportSum();
            sum.Usage += end.Usage;
            sum.CostNanos += end.CostNanos;
            sum.Calls++;
        }
        return buckets;
    }

    private static void WriteBucket(
        Utf8JsonWriter json, ReportQuery query, long start, SortedDictionary<(string?, string?), ReportSum>? groups,
        Action<Utf8JsonWriter, (string?, string?), ReportSum> writeResult)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "bucket"u8);
        json.WriteNumber("start_time"u8, start);
        json.WriteNumber("end_time"u8, Math.Min(start + query.Width, query.EndTime));
        json.WriteStartArray("results"u8);
        foreach (var (group, sum) in groups ?? [])
        {
            json.WriteStartObject();
            writeResult(json, group, sum);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
