using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Serialization;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Reconciliation;

/// <summary>OpenAI's usage report of an organisation: sums per minute, model and key, for an admin key.</summary>
internal sealed class OrganizationReport(HttpClient http, ProviderOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AuthenticationHeaderValue authorization = new("Bearer", options.AdminKey);

    /// <summary>Whole minutes from one instant to another.</summary>
    /// <param name="operation">"chat" or "embeddings".</param>
    /// <param name="from">Start of the first minute.</param>
    /// <param name="until">End of the last one.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="HttpRequestException">The report cannot be had.</exception>
    public async Task<IReadOnlyList<ReportedUsage>> ReadAsync(
        string operation, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var usage = new List<ReportedUsage>();
        for (var page = ""; ;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address(operation, from, until, page)) { Headers = { Authorization = authorization } };
            using var response = await http.SendAsync(request, patience.Token);
            response.EnsureSuccessStatusCode();
            var read = await response.Content.ReadFromJsonAsync(OrganizationReportJson.Default.UsagePage, patience.Token)
                ?? throw new HttpRequestException("The report is empty.");
            usage.AddRange(read.Data.SelectMany(bucket => bucket.Results.Select(result => ToUsage(bucket, result))));
            if (read is not { HasMore: true, NextPage: { Length: > 0 } next })
                return usage;
            page = next;
        }
    }

    private string Address(string operation, DateTimeOffset from, DateTimeOffset until, string page)
    {
        var address = new StringBuilder(options.BaseUrl.TrimEnd('/'))
            .Append("/organization/usage/").Append(operation == "embeddings" ? "embeddings" : "completions")
            .Append(CultureInfo.InvariantCulture, $"?start_time={from.ToUnixTimeSeconds()}&end_time={until.ToUnixTimeSeconds()}")
            .Append("&bucket_width=1m&group_by=model&group_by=api_key_id");
        if (options.ApiKeyId.Length > 0)
            address.Append("&api_key_ids=").Append(Uri.EscapeDataString(options.ApiKeyId));
        if (page.Length > 0)
            address.Append("&page=").Append(Uri.EscapeDataString(page));
        return address.ToString();
    }

    private static ReportedUsage ToUsage(ReportBucket bucket, ReportResult result) => new(
        DateTimeOffset.FromUnixTimeSeconds(bucket.StartTime),
        result.Model ?? "",
        result.NumModelRequests,
        new ReportedTokens(result.InputTokens - result.InputCachedTokens, result.InputCachedTokens, result.OutputTokens));
}

/// <summary>A page of the report.</summary>
internal sealed record UsagePage(IReadOnlyList<ReportBucket> Data, bool HasMore, string? NextPage);

/// <summary>A minute.</summary>
internal sealed record ReportBucket(long StartTime, IReadOnlyList<ReportResult> Results);

/// <summary>A model and key in it. Input includes cached tokens.</summary>
internal sealed record ReportResult(string? Model, long NumModelRequests, long InputTokens, long InputCachedTokens, long OutputTokens);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UsagePage))]
internal sealed partial class OrganizationReportJson : JsonSerializerContext;
