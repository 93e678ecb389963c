using System.Text.Json;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>Reads an embedding request, or says what is wrong with it.</summary>
internal static class EmbeddingReader
{
    private const int MostInputs = 2048, MostTokensPerRequest = 300_000;

    public static CallError? Read(EmbeddingRequest request, ModelCatalogue models, out SimModel? model)
    {
        model = null;
        if (string.IsNullOrEmpty(request.Model))
            return CallError.Missing("model");
        if (models.Find(request.Model) is not { Kind: ModelKind.Embedding } found)
            return CallError.NoModel(request.Model);

        model = found;
        if (request.EncodingFormat is not (null or "float" or "base64"))
            return CallError.Invalid("encoding_format", "Supported values are: 'float' and 'base64'.", "invalid_value");
        if (request.Dimensions is not null && !model.Resizable)
            return CallError.Unsupported("dimensions", model.Id);
        return request.Dimensions is < 1 || request.Dimensions > model.Dimensions
            ? CallError.Invalid("dimensions", $"Invalid 'dimensions': expected a value between 1 and {model.Dimensions}.", "invalid_value")
            : null;
    }

    public static CallError? ReadInputs(JsonElement? stated, SimModel model, TokenCounter counter, out List<EmbeddingInput> inputs)
    {
        inputs = [];
        if (stated is not { } input || input.ValueKind is JsonValueKind.Null)
            return CallError.Missing("input");

        var single = input.ValueKind == JsonValueKind.String
            || (input.ValueKind == JsonValueKind.Array && input.GetArrayLength() > 0 && input[0].ValueKind == JsonValueKind.Number);
        if (!single && (input.ValueKind != JsonValueKind.Array || input.GetArrayLength() is 0 or > MostInputs))
            return CallError.Invalid("input", $"Invalid 'input': expected a text or an array of 1 to {MostInputs} texts.", "invalid_type");

        foreach (var element in single ? [input] : input.EnumerateArray().ToArray())
        {
            if (ReadOne(element, counter) is not { Tokens: > 0 } one)
                return CallError.Invalid("input", "Invalid 'input': each must be a text or a list of token ids, and not empty.", "invalid_value");
            if (one.Tokens > model.Context)
                return CallError.TooLong("input", model.Context, one.Tokens);
            inputs.Add(one);
        }

        var total = inputs.Sum(one => (long)one.Tokens);
        return total > MostTokensPerRequest
            ? CallError.Invalid("input", $"Requested {total} tokens, max {MostTokensPerRequest} tokens per request.", "max_tokens_per_request")
            : null;
    }

    private static EmbeddingInput? ReadOne(JsonElement element, TokenCounter counter)
    {
        if (element.ValueKind == JsonValueKind.String)
            return new EmbeddingInput(element.GetString(), null, counter.Count(element.GetString()!));
        if (element.ValueKind != JsonValueKind.Array)
            return null;

        var ids = new List<int>();
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var id) || id < 0)
                return null;
            ids.Add(id);
        }
        return new EmbeddingInput(null, [.. ids], ids.Count);
    }
}
