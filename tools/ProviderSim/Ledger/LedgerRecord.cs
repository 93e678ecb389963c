using System.Text.Json.Serialization;

namespace Tollgate.ProviderSim.Ledger;

[JsonConverter(typeof(JsonStringEnumConverter<RecordKind>))]
internal enum RecordKind
{
    [JsonStringEnumMemberName("open")] Open,
    [JsonStringEnumMemberName("progress")] Progress,
    [JsonStringEnumMemberName("end")] End,
}

/// <summary>What a ledger line says: a call was accepted, got so far, or ended. Null members are not written.</summary>
internal sealed record LedgerRecord
{
    public required RecordKind Kind { get; init; }
    public required long Id { get; init; }
    public CallStart? Start { get; init; }
    public int? Generated { get; init; }
    public int? Reasoned { get; init; }
    public CallEnd? End { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerRecord))]
internal sealed partial class LedgerJson : JsonSerializerContext;
