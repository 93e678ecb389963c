using System.Text.Json.Serialization;

namespace Tollgate.ProviderSim.Ledger;

/// <summary>
/// Billed tokens. <see cref="Input"/> includes cached, image and tool tokens and those written to the prompt cache; <see cref="Output"/> includes reasoning tokens:
/// the included ones say what part of the total was of that kind and are never added to it.
/// </summary>
internal readonly record struct TokenUsage(
    long Input, long CachedInput = 0, long ImageInput = 0, long ToolInput = 0, long Output = 0, long Reasoning = 0,
    [property: JsonPropertyName("cache_write_5m")] long CacheWrite5m = 0, [property: JsonPropertyName("cache_write_1h")] long CacheWrite1h = 0)
{
    public static TokenUsage operator +(in TokenUsage a, in TokenUsage b) => new(
        a.Input + b.Input, a.CachedInput + b.CachedInput, a.ImageInput + b.ImageInput, a.ToolInput + b.ToolInput,
        a.Output + b.Output, a.Reasoning + b.Reasoning, a.CacheWrite5m + b.CacheWrite5m, a.CacheWrite1h + b.CacheWrite1h);
}
