using System.Text.Json;
using Tollgate.Inference.Providers.Wire;
using Tollgate.Tokens;

namespace Tollgate.Inference.Providers.Gemini;

/// <summary>Reads <c>usageMetadata</c>.</summary>
internal static class GeminiUsageReader
{
    public static StatedUsage Of(JsonElement usage)
    {
        if (usage.CountAt("promptTokenCount") is not { } prompt)
            return StatedUsage.Of(null);
        return StatedUsage.Of(new GeminiUsage(
            prompt,
            usage.CountAt("candidatesTokenCount") ?? 0,
            usage.CountAt("thoughtsTokenCount") ?? 0,
            usage.CountAt("cachedContentTokenCount") ?? 0,
            usage.CountAt("toolUsePromptTokenCount") ?? 0,
            usage.CountAt("totalTokenCount"))
        {
            AudioPromptTokens = Of(usage, "promptTokensDetails", "AUDIO") ?? 0,
            CachedAudioTokens = Of(usage, "cacheTokensDetails", "AUDIO"),
            ImageCandidatesTokens = Of(usage, "candidatesTokensDetails", "IMAGE") ?? 0,
            AudioCandidatesTokens = Of(usage, "candidatesTokensDetails", "AUDIO") ?? 0,
        }.Read());
    }

    private static long? Of(JsonElement usage, string details, string modality)
    {
        foreach (var detail in usage.ItemsAt(details))
        {
            if (detail.TextAt("modality") == modality)
                return detail.CountAt("tokenCount");
        }

        return null;
    }
}
