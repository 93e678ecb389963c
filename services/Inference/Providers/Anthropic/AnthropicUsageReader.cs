using System.Text.Json;
using Tollgate.Inference.Providers.Wire;
using Tollgate.Tokens;

namespace Tollgate.Inference.Providers.Anthropic;

/// <summary>Reads <c>usage</c>: whole, or in a stream its last statement over the first.</summary>
internal static class AnthropicUsageReader
{
    /// <summary>Reads.</summary>
    /// <param name="last">The statement at the end, cumulative; it may repeat only some counts.</param>
    /// <param name="first">The statement at the beginning; undefined for an answer in one piece.</param>
    public static StatedUsage Of(JsonElement last, JsonElement first)
    {
        // Without the output nothing is stated about the whole.
        if (last.CountAt("output_tokens") is not { } output || Count("input_tokens") is not { } input)
            return StatedUsage.Of(null);
        var split = last.At("cache_creation") is { ValueKind: JsonValueKind.Object } late ? late : first.At("cache_creation");
        return StatedUsage.Of(new AnthropicUsage(
            input,
            output,
            Count("cache_read_input_tokens") ?? 0,
            Count("cache_creation_input_tokens"),
            split.CountAt("ephemeral_5m_input_tokens"),
            split.CountAt("ephemeral_1h_input_tokens"),
            last.At("server_tool_use").CountAt("web_search_requests") ?? 0).Read());

        long? Count(string name) => last.CountAt(name) ?? first.CountAt(name);
    }
}
