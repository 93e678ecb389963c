using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Feed;

/// <summary>
/// Entries as CloudEvents 1.0, structured JSON; <c>contracts/schemas</c> describes them for readers without .NET. Positions are strings, because
/// CloudEvents has no 64-bit integers; money is a decimal string, because many readers of JSON know only floats.
/// </summary>
internal static class UsageCloudEvent
{
    public const string ContentType = "application/cloudevents+json";
    public const string BatchContentType = "application/cloudevents-batch+json";
    public const string Type = "tollgate.usage.recorded.v1";
    public const string Source = "/tollgate/metering";
    public const string DataSchema = "urn:tollgate:schema:usage-recorded:v1";

    private const decimal NanosPerUnit = 1_000_000_000m;

    public static byte[] ToJson(PlacedEntry entry) => Write(json => Write(json, entry));

    public static byte[] ToBatchJson(IReadOnlyList<PlacedEntry> entries) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var entry in entries)
            Write(json, entry);
        json.WriteEndArray();
    });

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, PlacedEntry placed)
    {
        var entry = placed.Entry;
        json.WriteStartObject();
        json.WriteString("specversion", "1.0");
        json.WriteString("id", placed.EventId);
        json.WriteString("source", Source);
        json.WriteString("type", Type);
        json.WriteString("subject", string.Create(CultureInfo.InvariantCulture, $"{entry.AttemptId:D}/{entry.Revision}"));
        json.WriteString("time", Time(entry.RecordTime));
        json.WriteString("datacontenttype", "application/json");
        json.WriteString("dataschema", DataSchema);
        json.WriteString("partitionkey", entry.Identity.TenantId);
        json.WriteString("feedposition", placed.Position.ToString(CultureInfo.InvariantCulture));
        json.WriteString("tenantposition", placed.TenantPosition.ToString(CultureInfo.InvariantCulture));
        json.WritePropertyName("data");
        JsonSerializer.Serialize(json, DataOf(entry), MessageJson.Options);
        json.WriteEndObject();
    }

    private static UsageRecordedData DataOf(LedgerEntry entry) => new()
    {
        AttemptId = entry.AttemptId,
        Revision = entry.Revision,
        OperationId = entry.Identity.OperationId,
        TenantId = entry.Identity.TenantId,
        AssistantId = entry.Identity.AssistantId,
        UserId = entry.Identity.UserId,
        ApiKeyId = entry.Identity.ApiKeyId,
        Environment = entry.Identity.Environment,
        Provider = entry.Identity.Provider,
        Model = entry.Identity.Model,
        Operation = entry.Identity.Operation,
        Outcome = entry.Outcome,
        Rank = entry.Rank,
        Payer = entry.Identity.Payer,
        Usage = entry.Amounts.ToCounts(),
        Origins = entry.Amounts.ToOrigins(),
        Cost = new CostAmount { Amount = (entry.Amounts.CostNanos / NanosPerUnit).ToString("0.000000000", CultureInfo.InvariantCulture), Currency = entry.Currency },
        PriceVersion = entry.PriceVersion,
        AttemptTime = Time(entry.Identity.AttemptTime),
        RecordTime = Time(entry.RecordTime),
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
