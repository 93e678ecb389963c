using System.Text.Json;
using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary>
/// Reads the body of <c>POST /v1/chat/completions</c>. A parameter is honoured, refused by name, or a hint that changes neither the answer nor
/// its cost (<see cref="ChatParameters"/>).
/// </summary>
internal static class ChatRequestReader
{
    public static ChatRequest Read(ReadOnlyMemory<byte> body) => JsonBody.Parse(body, Read);

    private static ChatRequest Read(JsonElement root)
    {
        var validation = new Validation();
        if (!validation.Require(root.ValueKind == JsonValueKind.Object, "body", "must be a JSON object"))
            validation.ThrowIfInvalid();
        var fields = new JsonFields(root, "", validation);

        var request = new CompleteRequest { Model = fields.Text("model"), User = fields.Text("user") };
        if (request.User.Length == 0)
            request.User = fields.Text("safety_identifier");
        if (MaxTokens(fields) is { } maxTokens)
            request.MaxTokens = maxTokens;
        if (fields.Number("temperature") is { } temperature)
            request.Temperature = temperature;
        if (fields.Number("top_p") is { } topP)
            request.TopP = topP;
        if (fields.Long("seed") is { } seed)
            request.Seed = seed;
        request.Stop.AddRange(fields.Texts("stop"));
        ReadFormat(fields, request);
        MetadataReader.Read(fields, request);
        ToolReader.Read(fields, request);
        MessageReader.Read(fields, request, validation);
        ChatParameters.RefuseWhatIsNotDone(fields);
        var (stream, includeUsage) = ReadStream(fields);
        validation.ThrowIfInvalid();
        return new ChatRequest(request, stream, includeUsage);
    }

    private static int? MaxTokens(JsonFields fields)
    {
        var (newer, older) = (fields.Integer("max_completion_tokens"), fields.Integer("max_tokens"));
        fields.Is(newer is null || older is null, "max_tokens", "must not be set together with max_completion_tokens");
        return newer ?? older;
    }

    private static (bool Stream, bool IncludeUsage) ReadStream(JsonFields fields)
    {
        var stream = fields.Flag("stream");
        if (fields.Object("stream_options") is not { } options)
            return (stream, false);
        fields.Is(stream, "stream_options", "is for streams only");
        options.RefuseAllBut(["include_usage", "include_obfuscation"]);
        return (stream, options.Flag("include_usage"));
    }

    private static void ReadFormat(JsonFields fields, CompleteRequest request)
    {
        if (fields.Object("response_format") is not { } format)
            return;
        var schema = format.Object("json_schema");
        format.RefuseAllBut(["type", "json_schema"]);
        schema?.RefuseAllBut(["name", "description", "schema", "strict"]);
        request.ResponseFormat = FormatReader.Read(format.Text("type"), schema);
    }
}
