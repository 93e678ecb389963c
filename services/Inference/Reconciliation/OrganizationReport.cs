using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tollgate.Inference.Charges;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Reconciliation;

/// <summary>OpenAI's reports of an organisation, for an admin key: usage per minute, model and key, and what is charged per day and line.</summary>
internal sealed class OrganizationReport(HttpClient http, ProviderOptions options)
{
    /// <summary>Widths of buckets.</summary>
    public const string ByMinute = "1m", ByDay = "1d";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AuthenticationHeaderValue authorization = new("Bearer", options.AdminKey);

    /// <summary>Whole buckets of usage from one instant to another.</summary>
    /// <param name="operation">"chat" or "embeddings".</param>
    /// <param name="from">Start of the first bucket.</param>
    /// <param name="until">End of the last one.</param>
    /// <param name="width">Of a bucket.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="HttpRequestException">The report cannot be had.</exception>
    public async Task<IReadOnlyList<ReportedUsage>> ReadAsync(
        string operation, DateTimeOffset from, DateTimeOffset until, string width, CancellationToken cancellationToken)
    {
        var path = operation == "embeddings" ? "usage/embeddings" : "usage/completions";
        var buckets = await ReadAsync(
            Address(path, from, until, $"&bucket_width={width}&group_by=model&group_by=api_key_id"),
            OrganizationReportJson.Default.ReportPageUsageResult,
            cancellationToken);
        return [.. buckets.SelectMany(bucket => bucket.Results.Select(result => ToUsage(bucket.StartTime, result)))];
    }

    /// <summary>What is charged for whole days. Lines in a currency and amount that cannot be read make the report unreadable.</summary>
    /// <param name="from">Start of the first day.</param>
    /// <param name="until">End of the last one.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="HttpRequestException">The report cannot be had, or not be understood.</exception>
    public async Task<IReadOnlyList<ReportedCharge>> ReadChargesAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var projects = options.ProjectId.Length > 0 ? "&project_ids=" + Uri.EscapeDataString(options.ProjectId) : "";
        var buckets = await ReadAsync(
            Address("costs", from, until, $"&bucket_width={ByDay}&group_by=line_item&group_by=project_id&group_by=api_key_id{projects}"),
            OrganizationReportJson.Default.ReportPageChargeResult,
            cancellationToken);
        return [.. buckets.SelectMany(bucket => bucket.Results.Select(result => ToCharge(bucket.StartTime, result)))];
    }

    private async Task<IReadOnlyList<ReportBucket<TResult>>> ReadAsync<TResult>(
        string address, JsonTypeInfo<ReportPage<TResult>> type, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var buckets = new List<ReportBucket<TResult>>();
        for (var page = ""; ;)
        {
            var url = page.Length > 0 ? $"{address}&page={Uri.EscapeDataString(page)}" : address;
            using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Authorization = authorization } };
            using var response = await http.SendAsync(request, patience.Token);
            response.EnsureSuccessStatusCode();
            var read = await response.Content.ReadFromJsonAsync(type, patience.Token) ?? throw new HttpRequestException("The report is empty.");
            buckets.AddRange(read.Data);
            if (read is not { HasMore: true, NextPage: { Length: > 0 } next })
                return buckets;
            page = next;
        }
    }

    private string Address(string path, DateTimeOffset from, DateTimeOffset until, string query)
    {
        var address = new StringBuilder(options.BaseUrl.TrimEnd('/'))
            .Append("/organization/").Append(path)
            .Append(CultureInfo.InvariantCulture, $"?start_time={from.ToUnixTimeSeconds()}&end_time={until.ToUnixTimeSeconds()}")
            .Append(query);
        if (options.ApiKeyId.Length > 0)
            address.Append("&api_key_ids=").Append(Uri.EscapeDataString(options.ApiKeyId));
        return address.ToString();
    }

    private static ReportedUsage ToUsage(long start, UsageResult result) => new(
        DateTimeOffset.FromUnixTimeSeconds(start),
        result.Model ?? "",
        result.NumModelRequests,
        new ReportedTokens(result.InputTokens - result.InputCachedTokens, result.InputCachedTokens, result.OutputTokens));

    // Amounts are JSON numbers, and in newer reports the same as text.
    private static ReportedCharge ToCharge(long start, ChargeResult result)
    {
        var value = result.Amount?.Value ?? default;
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) && result.Amount?.Currency is { Length: 3 } currency
            ? new ReportedCharge(
                DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(start).UtcDateTime), result.LineItem ?? "", currency.ToUpperInvariant(), amount)
            : throw new HttpRequestException($"The costs report states no amount for '{result.LineItem}'.");
    }
}

/// <summary>A page of a report.</summary>
internal sealed record ReportPage<TResult>(IReadOnlyList<ReportBucket<TResult>> Data, bool HasMore, string? NextPage);

/// <summary>A minute, or a day.</summary>
internal sealed record ReportBucket<TResult>(long StartTime, IReadOnlyList<TResult> Results);

/// <summary>A model and key in it. Input includes cached tokens.</summary>
internal sealed record UsageResult(string? Model, long NumModelRequests, long InputTokens, long InputCachedTokens, long OutputTokens);

/// <summary>A line, project and key in it.</summary>
internal sealed record ChargeResult(ChargeAmount? Amount, string? LineItem);

/// <summary>An amount.</summary>
internal sealed record ChargeAmount(JsonElement Value, string? Currency);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReportPage<UsageResult>))]
[JsonSerializable(typeof(ReportPage<ChargeResult>))]
internal sealed partial class OrganizationReportJson : JsonSerializerContext;
