using System.Text.Json;
using Tollgate.Inference.Providers.Wire;
using Tollgate.Tokens;

namespace Tollgate.Inference.Providers.Bedrock;

/// <summary>Reads <c>usage</c>.</summary>
internal static class BedrockUsageReader
{
    public static StatedUsage Of(JsonElement usage)
    {
        if (usage.CountAt("inputTokens") is not { } input)
            return StatedUsage.Of(null);
        var hour = usage.ItemsAt("cacheDetails").Where(detail => detail.TextAt("ttl") is "1h").Sum(detail => detail.CountAt("inputTokens") ?? 0);
        return StatedUsage.Of(new BedrockConverseUsage(
            input,
            usage.CountAt("outputTokens") ?? 0,
            usage.CountAt("cacheReadInputTokens") ?? 0,
            usage.CountAt("cacheWriteInputTokens") ?? 0,
            hour,
            usage.CountAt("totalTokens")).Read());
    }
}
