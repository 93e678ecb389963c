using System.Runtime.InteropServices;
using System.Text.Json;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Mapping;

namespace Tollgate.Intake.OpenAi;

/// <summary>Vectors in OpenAI's shapes.</summary>
internal static class EmbeddingMapping
{
    public static EmbeddingList ToOpenAi(this EmbedResponse answer, bool base64)
    {
        var tokens = answer.Receipt.Usage.ToUsage().InputTotal;
        return new EmbeddingList(
            "list",
            [.. answer.Embeddings.Select((vector, index) => new EmbeddingEntry("embedding", index, ToJson(vector, base64)))],
            answer.Model,
            new EmbeddingUsage(tokens, tokens),
            answer.Receipt.ToReceipt());
    }

    // Single precision, little-endian, as OpenAI packs them.
    private static JsonElement ToJson(Embedding vector, bool base64)
    {
        float[] values = [.. vector.Values];
        return base64
            ? JsonSerializer.SerializeToElement(Convert.ToBase64String(MemoryMarshal.AsBytes(values.AsSpan())), OpenAiJson.Default.String)
            : JsonSerializer.SerializeToElement(values, OpenAiJson.Default.SingleArray);
    }
}
