using System.Text.Json.Serialization;

namespace Tollgate.ProviderSim.Faults;

[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
internal enum FaultKind
{
    [JsonStringEnumMemberName("rate_limit")] RateLimit,
    [JsonStringEnumMemberName("server_error")] ServerError,
    [JsonStringEnumMemberName("stall")] Stall,
    [JsonStringEnumMemberName("cut_stream")] CutStream,
    [JsonStringEnumMemberName("malformed_json")] MalformedJson,
    [JsonStringEnumMemberName("malformed_content")] MalformedContent,
    [JsonStringEnumMemberName("wrong_usage")] WrongUsage,
    [JsonStringEnumMemberName("slow_drip")] SlowDrip,
}

/// <summary>A fault as it is asked for. Members that do not belong to its kind are ignored.</summary>
internal sealed record FaultRequest
{
    public required FaultKind Kind { get; init; }

    /// <summary>Model it is limited to, by catalogue id; all models when null.</summary>
    public string? Model { get; init; }

    /// <summary>Path it is limited to, such as <c>/v1/embeddings</c>; all paths when null.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Share of the matching calls that are hit; all when null.</summary>
    public double? Probability { get; init; }

    /// <summary>How many calls are hit before the fault is spent; without end when null.</summary>
    public int? Count { get; init; }

    /// <summary>Whole seconds in the Retry-After header of a rate limit.</summary>
    public int? RetryAfterS { get; init; }

    /// <summary>Status of a server error: 500, 502, 503 or 504.</summary>
    public int? Status { get; init; }

    /// <summary>Length of a stall; of a slow drip, the time from one token to the next.</summary>
    public double? Seconds { get; init; }

    /// <summary>Tokens sent before a stall (0: before the first byte) or a cut.</summary>
    public int? AfterTokens { get; init; }

    /// <summary>Factor on the reported usage.</summary>
    public double? Multiply { get; init; }

    /// <summary>Report no usage at all.</summary>
    public bool? Omit { get; init; }

    /// <summary>What is wrong with the request, or null.</summary>
    public string? Problem() => this switch
    {
        { Probability: < 0 or > 1 } => "probability must lie between 0 and 1",
        { Count: < 1 } => "count must be at least 1",
        { RetryAfterS: < 0 } => "retry_after_s must not be negative",
        { AfterTokens: < 0 } => "after_tokens must not be negative",
        { Kind: FaultKind.ServerError, Status: not (null or 500 or 502 or 503 or 504) } => "status must be 500, 502, 503 or 504",
        { Kind: FaultKind.Stall, Seconds: null or <= 0 or > 3600 } => "a stall needs seconds, above 0 and up to 3600",
        { Kind: FaultKind.SlowDrip, Seconds: null or <= 0 or > 60 } => "a slow drip needs seconds, above 0 and up to 60",
        { Kind: FaultKind.WrongUsage, Multiply: null, Omit: null or false } => "wrong_usage needs multiply or omit",
        { Multiply: < 0 or > 1000 } => "multiply must lie between 0 and 1000",
        _ => null,
    };
}

/// <summary>A fault in force, and how often it has struck.</summary>
internal sealed class Fault(string id, FaultRequest request)
{
    private int hits;

    public string Id => id;

    public FaultRequest Request => request;

    public int Hits => Volatile.Read(ref hits);

    public bool Spent => request.Count is { } count && Hits >= count;

    /// <summary>Strikes unless it is spent; exactly <see cref="FaultRequest.Count"/> calls are hit, however many race.</summary>
    public bool TryStrike(double draw)
    {
        if (draw >= (request.Probability ?? 1))
            return false;
        while (Hits is var seen && (request.Count is not { } count || seen < count))
        {
            if (Interlocked.CompareExchange(ref hits, seen + 1, seen) == seen)
                return true;
        }
        return false;
    }

    public bool Matches(string? model, string endpoint) =>
        (request.Model is null || request.Model == model) && (request.Endpoint is null || request.Endpoint == endpoint);
}
