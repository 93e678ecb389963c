using Google.Protobuf;
using Tollgate.Contracts.Inference.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Prompts;

/// <summary>Reads the serialized prompt of a run and refuses what no model can be sent.</summary>
internal static class PromptReader
{
    private const int MostStops = 4;
    private const int LargestImage = 20 * 1024 * 1024;
    private const int MostTools = 128;

    public static Prompt Read(ByteString bytes)
    {
        var prompt = Parse(bytes);
        var check = new Validation();
        check.Require(prompt.Messages.Count > 0, "prompt.messages", "at least one message is required");
        for (var i = 0; i < prompt.Messages.Count; i++)
            CheckMessage(check, prompt.Messages[i], $"prompt.messages[{i}]");
        check.Require(!prompt.HasTemperature || prompt.Temperature is >= 0 and <= 2, "prompt.temperature", "must be 0 to 2");
        check.Require(!prompt.HasTopP || prompt.TopP is >= 0 and <= 1, "prompt.top_p", "must be 0 to 1");
        check.Require(prompt.Stop.Count <= MostStops && prompt.Stop.All(stop => stop.Length > 0), "prompt.stop", "at most 4, none of them empty");
        CheckFormat(check, prompt.ResponseFormat);
        CheckTools(check, prompt);
        check.ThrowIfInvalid();
        return prompt;
    }

    private static Prompt Parse(ByteString bytes)
    {
        try
        {
            return Prompt.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw TollgateException.InvalidArgument(
                Reasons.InvalidRequest, "prompt: not a serialized Prompt", new FieldViolation("prompt", "not a serialized Prompt"));
        }
    }

    private static void CheckMessage(Validation check, PromptMessage message, string path)
    {
        check.Require(message.Role is "system" or "developer" or "user" or "assistant" or "tool", $"{path}.role", "unknown role");
        var isCall = message is { Role: "assistant", ToolCalls.Count: > 0 };
        var isResult = message is { Role: "tool", ToolCallId.Length: > 0 };
        check.Require(message.Parts.Count > 0 || isCall || isResult, $"{path}.parts", "at least one part is required");
        check.Require(message.ToolCalls.Count == 0 || isCall, $"{path}.tool_calls", "only an assistant's message may call tools");
        check.Require(message.ToolCallId.Length == 0 || isResult, $"{path}.tool_call_id", "only a tool's message is a result");
        for (var i = 0; i < message.ToolCalls.Count; i++)
        {
            check.Require(
                message.ToolCalls[i] is { Id.Length: > 0, Name.Length: > 0 }, $"{path}.tool_calls[{i}]", "an id and a name are required");
        }

        for (var i = 0; i < message.Parts.Count; i++)
        {
            var part = message.Parts[i];
            if (!check.Require(part.PartCase is not ContentPart.PartOneofCase.None, $"{path}.parts[{i}]", "text or image is required"))
                continue;
            if (part.PartCase is not ContentPart.PartOneofCase.Image)
                continue;
            check.Require(message.Role == "user", $"{path}.parts[{i}].image", "only a user message may hold an image");
            check.Require(part.Image.Data.Length <= LargestImage, $"{path}.parts[{i}].image.data", "larger than 20 MiB");
            check.Require(part.Image.Detail is "" or "auto" or "low" or "high", $"{path}.parts[{i}].image.detail", "must be low, high or auto");
            check.Require(
                Tokens.ImageHeader.ReadSize(part.Image.Data.Span) is not null, $"{path}.parts[{i}].image.data", "not a PNG, JPEG, WebP or GIF image");
        }
    }

    private static void CheckTools(Validation check, Prompt prompt)
    {
        check.Require(prompt.Tools.Count <= MostTools, "prompt.tools", $"at most {MostTools}");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < prompt.Tools.Count; i++)
        {
            var tool = prompt.Tools[i];
            check.Require(tool.Name.Length > 0 && names.Add(tool.Name), $"prompt.tools[{i}].name", "must be there once");
            check.Require(
                tool.Parameters.Length == 0 || JsonSchemas.TryParse(tool.Parameters, out _), $"prompt.tools[{i}].parameters", "not a JSON object");
        }

        if (prompt.ToolChoice is not { } choice)
            return;
        check.Require(choice.Mode is "" or "auto" or "none" or "required" or "named", "prompt.tool_choice.mode", "unknown mode");
        check.Require(choice.Mode is not "named" || names.Contains(choice.Name), "prompt.tool_choice.name", "not one of the tools");
        check.Require(choice.Mode is not "required" || names.Count > 0, "prompt.tool_choice.mode", "there are no tools");
    }

    private static void CheckFormat(Validation check, ResponseFormat? format)
    {
        if (format is null)
            return;
        check.Require(format.Type is "" or "text" or "json_object" or "json_schema", "prompt.response_format.type", "unknown type");
        if (format.Type == "json_schema")
            check.Require(JsonSchemas.TryParse(format.JsonSchema, out _), "prompt.response_format.json_schema", "not a JSON object");
    }
}
