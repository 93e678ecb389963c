using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Tokens;

namespace Tollgate.Inference.Providers;

/// <summary>ProviderSim's books, through its control API.</summary>
internal sealed class SimProviderReport(HttpClient http, ProviderOptions options) : IProviderReport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Uri calls = new(new Uri(options.BaseUrl), "/control/calls");
    private readonly AuthenticationHeaderValue authorization = new("Bearer", options.AdminKey);

    public bool Exists => true;

    public async Task<ReportAnswer> FindAsync(Guid attemptId, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{calls}?client_request_id={attemptId}");
            request.Headers.Authorization = authorization;
            using var response = await http.SendAsync(request, patience.Token);
            return response.IsSuccessStatusCode
                ? Read(await response.Content.ReadFromJsonAsync(SimReportJson.Default.SimLookup, patience.Token))
                : new ReportAnswer.Unreachable($"status {(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ReportAnswer.Unreachable("no answer in time");
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or IOException)
        {
            return new ReportAnswer.Unreachable(error.GetType().Name);
        }
    }

    private static ReportAnswer Read(SimLookup? lookup) => lookup switch
    {
        { State: "absent" } => new ReportAnswer.Absent(),
        { State: "in_progress" } => new ReportAnswer.InProgress(),
        { State: "finished", Usage: { } usage, Calls: [.., var last] } when
            new OpenAiUsage(usage.Input - usage.CacheWrite5m - usage.CacheWrite1h, usage.Output, usage.CachedInput, usage.Reasoning).Read() is { IsConsistent: true } reading =>
            new ReportAnswer.Found(reading.Usage with { CacheWrite5m = usage.CacheWrite5m, CacheWrite1h = usage.CacheWrite1h }, last.Model ?? ""),
        _ => new ReportAnswer.Unreachable("unknown state"),
    };
}

/// <summary>The part of ProviderSim's answer that is needed.</summary>
internal sealed record SimLookup(string? State, SimUsage? Usage, IReadOnlyList<SimCall>? Calls);

/// <summary>Input includes tokens that were read from the cache or written to it, output includes reasoning.</summary>
internal sealed record SimUsage(
    long Input, long CachedInput, long Output, long Reasoning,
    [property: JsonPropertyName("cache_write_5m")] long CacheWrite5m = 0, [property: JsonPropertyName("cache_write_1h")] long CacheWrite1h = 0);

/// <summary>A call in ProviderSim's books.</summary>
internal sealed record SimCall(string? Model);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SimLookup))]
internal sealed partial class SimReportJson : JsonSerializerContext;
