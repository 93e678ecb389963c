using System.Text.Json;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.Anthropic;

/// <summary>Usage in Anthropic's words: the input is what neither came from the cache nor went there.</summary>
internal static class AnthropicUsage
{
    public static void Write(Utf8JsonWriter json, TokenUsage usage, long output)
    {
        var written = usage.CacheWrite5m + usage.CacheWrite1h;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, Math.Max(0, usage.Input - usage.CachedInput - written));
        json.WriteNumber("cache_creation_input_tokens"u8, written);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CachedInput);
        json.WriteStartObject("cache_creation"u8);
        json.WriteNumber("ephemeral_5m_input_tokens"u8, usage.CacheWrite5m);
        json.WriteNumber("ephemeral_1h_input_tokens"u8, usage.CacheWrite1h);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, output);
        json.WriteString("service_tier"u8, "standard"u8);
        json.WriteEndObject();
    }
}
