using System.Text.Json;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Wire;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary>
/// Reads the body of <c>POST /v1/chat/completions</c>. What changes the answer and cannot be done is refused by name rather than
/// ignored; hints that do not (<c>seed</c>, <c>store</c>, <c>service_tier</c>) are passed over.
/// </summary>
internal static class ChatRequestReader
{
    public static ChatRequest Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not text, such as invalid UTF-8 or half a surrogate pair.
            throw TollgateException.InvalidArgument(StrictMarshaller.MalformedRequest, "The body is not valid JSON text.");
        }
    }

    private static ChatRequest Read(JsonElement root)
    {
        var validation = new Validation();
        if (!validation.Require(root.ValueKind == JsonValueKind.Object, "body", "must be a JSON object"))
            validation.ThrowIfInvalid();
        var fields = new JsonFields(root, "", validation);

        var request = new CompleteRequest { Model = fields.Text("model"), User = fields.Text("user") };
        if ((fields.Integer("max_completion_tokens") ?? fields.Integer("max_tokens")) is { } maxTokens)
            request.MaxTokens = maxTokens;
        if (fields.Number("temperature") is { } temperature)
            request.Temperature = temperature;
        if (fields.Number("top_p") is { } topP)
            request.TopP = topP;
        request.Stop.AddRange(fields.Texts("stop"));
        ReadFormat(fields, request);
        ReadMetadata(fields, request);
        MessageReader.Read(fields, request, validation);
        RefuseWhatIsNotDone(fields);
        validation.ThrowIfInvalid();
        return new ChatRequest(request, fields.Flag("stream"), fields.Object("stream_options")?.Flag("include_usage") ?? false);
    }

    private static void ReadFormat(JsonFields fields, CompleteRequest request)
    {
        if (fields.Object("response_format") is not { } format)
            return;
        var schema = format.Object("json_schema");
        request.ResponseFormat = new ResponseFormat
        {
            Type = format.Text("type"),
            Name = schema?.Text("name") ?? "",
            JsonSchema = schema?.Find("schema")?.GetRawText() ?? "",
        };
    }

    private static void ReadMetadata(JsonFields fields, CompleteRequest request)
    {
        if (fields.Find("metadata") is not { } metadata
            || !fields.Is(metadata.ValueKind == JsonValueKind.Object, "metadata", "must be an object"))
            return;
        foreach (var entry in metadata.EnumerateObject())
        {
            if (fields.Is(entry.Value.ValueKind == JsonValueKind.String, "metadata", "values must be strings"))
                request.Metadata[entry.Name] = entry.Value.GetString();
        }
    }

    private static void RefuseWhatIsNotDone(JsonFields fields)
    {
        fields.Is(fields.Integer("n") is null or 1, "n", "only 1 is supported");
        fields.Is(fields.Number("presence_penalty") is null or 0, "presence_penalty", "is not supported");
        fields.Is(fields.Number("frequency_penalty") is null or 0, "frequency_penalty", "is not supported");
        fields.Is(!fields.Flag("logprobs"), "logprobs", "is not supported");
        foreach (var name in (ReadOnlySpan<string>)["tools", "functions", "logit_bias", "audio", "prediction", "web_search_options"])
            fields.Is(IsEmpty(fields.Find(name)), name, "is not supported");
    }

    private static bool IsEmpty(JsonElement? value) => value switch
    {
        null => true,
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() == 0,
        { ValueKind: JsonValueKind.Object } map => !map.EnumerateObject().Any(),
        _ => false,
    };
}
