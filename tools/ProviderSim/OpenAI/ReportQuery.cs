using System.Globalization;
using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>The query of an organisation report: whole buckets of time, and a page of them.</summary>
internal sealed record ReportQuery(
    long StartTime, long EndTime, int Width, int Limit, HashSet<string> GroupBy, HashSet<string> Models, HashSet<string> ApiKeyIds, HashSet<string> ProjectIds)
{
    /// <summary>Where the page ends; the next one starts there.</summary>
    public long PageEnd => Math.Min(EndTime, StartTime + ((long)Width * Limit));

    public bool HasMore => PageEnd < EndTime;

    public static CallError? Read(HttpContext http, DateTimeOffset now, string defaultWidth, string[] groups, out ReportQuery? query)
    {
        query = null;
        var request = http.Request.Query;
        if (!TryNumber(request["page"].Count > 0 ? request["page"] : request["start_time"], out var start))
            return CallError.Missing("start_time");
        var end = now.ToUnixTimeSeconds() + 1;
        if (request["end_time"].Count > 0 && !TryNumber(request["end_time"], out end))
            return CallError.Invalid("end_time", "'end_time' must be Unix seconds.", "invalid_type");

        (int Width, int Limit, int Most)? width = ((string?)request["bucket_width"] ?? defaultWidth) switch
        {
            "1m" => (60, 60, 1440),
            "1h" => (3600, 24, 168),
            "1d" => (86_400, 7, 180),
            _ => null,
        };
        if (width is not { } bucket)
            return CallError.Invalid("bucket_width", "Supported values are: '1m', '1h' and '1d'.", "invalid_value");

        long limit = bucket.Limit;
        if (request["limit"].Count > 0 && (!TryNumber(request["limit"], out limit) || limit < 1 || limit > bucket.Most))
            return CallError.Invalid("limit", $"'limit' must lie between 1 and {bucket.Most}.", "invalid_value");

        var groupBy = List(http, "group_by");
        if (groupBy.FirstOrDefault(name => !groups.Contains(name)) is { } unknown)
            return CallError.Invalid("group_by", $"Invalid value: '{unknown}'. Supported values are: {string.Join(", ", groups)}.", "invalid_value");

        query = new ReportQuery(
            start / bucket.Width * bucket.Width, end, bucket.Width, (int)limit, groupBy, List(http, "models"), List(http, "api_key_ids"), List(http, "project_ids"));
        return null;
    }

    // OpenAI's clients repeat the name, with or without brackets; people write commas.
    private static HashSet<string> List(HttpContext http, string name) =>
        [.. http.Request.Query[name].Concat(http.Request.Query[name + "[]"]).SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))];

    private static bool TryNumber(string? text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < 1L << 40;
}
