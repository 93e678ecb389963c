using System.Text.Json;
using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi.Responses;

/// <summary>
/// Reads the body of <c>POST /v1/responses</c>. Nothing is kept here for later requests, so whatever relies on that is refused by name: a
/// conversation is sent whole, as <c>input</c>.
/// </summary>
internal static class ResponseRequestReader
{
    private static readonly string[] Honoured =
    [
        "model", "input", "instructions", "max_output_tokens", "temperature", "top_p", "tools", "tool_choice", "parallel_tool_calls", "text", "user",
        "safety_identifier", "metadata", "stream", "stream_options",
    ];

    private static readonly string[] Hints = ["prompt_cache_key", "prompt_cache_retention"];

    // Fine as long as they ask for what happens anyway.
    private static readonly string[] Restricted = ["store", "truncation", "background", "include", "service_tier", "top_logprobs"];

    private static readonly string[] Known = [.. Honoured, .. Hints, .. Restricted];

    public static ResponseAsked Read(ReadOnlyMemory<byte> body) => JsonBody.Parse(body, Read);

    private static ResponseAsked Read(JsonElement root)
    {
        var validation = new Validation();
        if (!validation.Require(root.ValueKind == JsonValueKind.Object, "body", "must be a JSON object"))
            validation.ThrowIfInvalid();
        var fields = new JsonFields(root, "", validation);

        var request = new CompleteRequest { Model = fields.Text("model"), User = fields.Text("user") };
        if (request.User.Length == 0)
            request.User = fields.Text("safety_identifier");
        if (fields.Integer("max_output_tokens") is { } maxTokens)
            request.MaxTokens = maxTokens;
        if (fields.Number("temperature") is { } temperature)
            request.Temperature = temperature;
        if (fields.Number("top_p") is { } topP)
            request.TopP = topP;
        if (fields.Text("instructions") is { Length: > 0 } instructions)
            request.Messages.Add(new Message { Role = "system", Content = instructions });
        InputReader.Read(fields, request);
        ReadTools(fields, request);
        ReadFormat(fields, request);
        MetadataReader.Read(fields, request);
        RefuseWhatIsNotDone(fields);
        var stream = fields.Flag("stream");
        fields.Object("stream_options")?.RefuseAllBut(["include_obfuscation"]);
        validation.ThrowIfInvalid();
        return new ResponseAsked(request, stream, Said(fields));
    }

    private static void ReadTools(JsonFields fields, CompleteRequest request)
    {
        foreach (var tool in fields.Objects("tools"))
        {
            if (tool.Is(tool.IsText("type", "function"), "type", "must be \"function\""))
                request.Tools.Add(ToolReader.ReadFunction(tool, "type", "name", "description", "parameters", "strict"));
        }

        ToolReader.ReadParallel(fields, request);
        request.ToolChoice = ToolReader.ReadChoice(fields, named =>
        {
            named.RefuseAllBut(["type", "name"]);
            return named.Text("name");
        });
    }

    private static void ReadFormat(JsonFields fields, CompleteRequest request)
    {
        if (fields.Object("text") is not { } text)
            return;
        text.RefuseAllBut(["format", "verbosity"]);
        text.Is(text.Text("verbosity") is "" or "medium", "verbosity", "only \"medium\" is supported");
        if (text.Object("format") is not { } format)
            return;
        format.RefuseAllBut(["type", "name", "description", "schema", "strict"]);
        request.ResponseFormat = FormatReader.Read(format.Text("type"), format);
    }

    private static void RefuseWhatIsNotDone(JsonFields fields)
    {
        fields.Is(!fields.Flag("store"), "store", "is not supported: nothing is kept for later requests");
        fields.Is(!fields.Flag("background"), "background", "is not supported");
        fields.Is(fields.Text("truncation") is "" or "disabled", "truncation", "only \"disabled\" is supported");
        fields.Is(fields.Text("service_tier") is "" or "auto" or "default", "service_tier", "only \"auto\" and \"default\" are supported");
        fields.Is(fields.Integer("top_logprobs") is null or 0, "top_logprobs", "is not supported");
        fields.Is(!fields.Texts("include").Any(), "include", "is not supported");
        fields.RefuseAllBut(Known);
    }

    // Clones, because the document that they are part of is about to be gone.
    private static ResponseSaid Said(JsonFields fields) => new(
        fields.Find("instructions")?.Clone(), fields.Find("tools")?.Clone(), fields.Find("tool_choice")?.Clone(),
        fields.Object("text")?.Find("format")?.Clone(), fields.Find("metadata")?.Clone());
}
