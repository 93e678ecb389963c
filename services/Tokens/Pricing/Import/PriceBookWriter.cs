using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tollgate.Tokens;

/// <summary>Writes prices in the format that <see cref="PriceBook.Parse"/> reads, to the last decimal.</summary>
public static class PriceBookWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A document with these entries.</summary>
    public static string Write(string version, IReadOnlyList<PriceEntry> entries)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("format", PriceBookReader.Format);
            json.WriteString("version", version);
            json.WriteStartArray("models");
            foreach (var model in entries.GroupBy(entry => (entry.Provider, entry.Model)))
                WriteModel(json, [.. model]);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteModel(Utf8JsonWriter json, PriceEntry[] entries)
    {
        json.WriteStartObject();
        json.WriteString("provider", entries[0].Provider);
        json.WriteString("model", entries[0].Model);
        json.WriteStartArray("aliases");
        foreach (var alias in entries.SelectMany(entry => entry.Aliases).Distinct(StringComparer.OrdinalIgnoreCase))
            json.WriteStringValue(alias);
        json.WriteEndArray();
        json.WriteStartArray("prices");
        foreach (var entry in entries)
            WritePrice(json, entry);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePrice(Utf8JsonWriter json, PriceEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("id", entry.Version);
        json.WriteString("tier", entry.Tier.ToString().ToLowerInvariant());
        json.WriteString("currency", entry.Currency);
        WriteInstant(json, "from", entry.EffectiveFrom);
        WriteInstant(json, "to", entry.EffectiveTo);
        WriteList(json, entry.Prices);
        if (entry.LongContext is { } step)
        {
            json.WriteStartObject("long_context");
            json.WriteNumber("above_input_tokens", step.AboveInputTokens);
            WriteList(json, step.Prices);
            json.WriteEndObject();
        }

        if (entry.PerSecond is { } second)
            json.WriteNumber("per_second", second);
        if (entry.PerCall is { } call)
            json.WriteNumber("per_call", call);
        json.WriteString("source", entry.Source);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, UnitPrices prices)
    {
        json.WriteStartObject("per_million");
        foreach (var kind in TokenKinds.All)
        {
            if (prices[kind] is { } price)
                json.WriteNumber(kind.Name(), price);
        }

        json.WriteEndObject();
    }

    private static void WriteInstant(Utf8JsonWriter json, string name, DateTimeOffset? instant)
    {
        if (instant is { } at)
            json.WriteString(name, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
    }
}
