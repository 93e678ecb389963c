using System.Text.Json.Serialization;

namespace Tollgate.ProviderSim.Ledger;

[JsonConverter(typeof(JsonStringEnumConverter<CallState>))]
internal enum CallState
{
    /// <summary>Accepted and not yet ended.</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>Ended as asked; billed in full.</summary>
    [JsonStringEnumMemberName("finished")] Finished,

    /// <summary>The caller hung up or a fault cut the connection; billed for the prompt and what had been generated.</summary>
    [JsonStringEnumMemberName("cut")] Cut,

    /// <summary>The simulator died; closed at its next start, billed for the prompt and the progress on record.</summary>
    [JsonStringEnumMemberName("interrupted")] Interrupted,

    /// <summary>Refused or broken before anything was generated; billed nothing.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>What is known of a call when it is accepted.</summary>
internal sealed record CallStart(
    string CallId, string? ClientRequestId, string ApiKeyId, string Provider, string Endpoint, string Model,
    DateTimeOffset ReceivedAt, bool Stream, TokenUsage Prompt);

/// <summary>How a call ended. It is set once.</summary>
internal sealed record CallEnd(CallState State, TokenUsage Usage, long CostNanos, DateTimeOffset EndedAt, int Status, string? Reason);

/// <summary>A line of the provider's invoice. Ids count up from 1 without gaps, in the order calls were accepted.</summary>
internal sealed class CallEntry(long id, CallStart start)
{
    private CallEnd? end;

    public long Id => id;

    public CallStart Start => start;

    /// <summary>Tokens generated so far, as far as they are on record.</summary>
    public int Generated { get; set; }

    /// <summary>The part of <see cref="Generated"/> that was reasoning.</summary>
    public int Reasoned { get; set; }

    /// <summary>Null until the end is on disk: what is reported as final can no longer be lost.</summary>
    public CallEnd? End
    {
        get => Volatile.Read(ref end);
        set => Volatile.Write(ref end, value);
    }

    public CallState State => End?.State ?? CallState.Open;

    public TokenUsage UsageSoFar => start.Prompt with { Output = Generated, Reasoning = Reasoned };
}
