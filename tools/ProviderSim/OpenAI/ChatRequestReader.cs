using System.Text.Json;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>Turns a chat request into a prompt and limits, or into the error OpenAI would answer.</summary>
internal static class ChatRequestReader
{
    private const int MostStops = 4, MostTools = 128;

    public static CallError? Read(ChatRequest request, ModelCatalogue models, bool strict, out ChatCall? call)
    {
        call = null;
        if (string.IsNullOrEmpty(request.Model))
            return CallError.Missing("model");
        if (models.Find(request.Model) is not { Kind: ModelKind.Chat } model)
            return CallError.NoModel(request.Model);

        IReadOnlyList<PromptMessage> messages = [];
        IReadOnlyList<ToolSpec> tools = [];
        IReadOnlyList<string> stops = [];
        var output = OutputFormat.Text;
        var choice = default(ToolChoice);
        var error = ChatValidation.Check(request, model, strict)
            ?? MessageReader.Read(request.Messages, model, out messages)
            ?? ReadTools(request.Tools, out tools)
            ?? ReadOutput(request.ResponseFormat, request.Messages!, out output)
            ?? ReadStops(request.Stop, out stops)
            ?? ReadToolChoice(request, tools, out choice);
        if (error is not null)
            return error;

        var stated = request.MaxCompletionTokens ?? request.MaxTokens;
        var limits = new AnswerLimits(
            stated ?? model.MaxOutput, stated is not null, stops, choice.Named, request.ReasoningEffort, choice.Use, request.ParallelToolCalls is not false);
        call = new ChatCall(
            model, new ChatPrompt(messages, tools, output), limits, request.Stream is true, request.StreamOptions?.IncludeUsage is true,
            request.Logprobs is true ? request.TopLogprobs ?? 0 : null, choice.Named is not null);
        return null;
    }

    private static CallError? ReadTools(List<Tool>? stated, out IReadOnlyList<ToolSpec> tools)
    {
        tools = ChatPrompt.NoTools;
        if (stated is not { Count: > 0 })
            return null;
        if (stated.Count > MostTools)
            return CallError.Invalid("tools", $"Invalid 'tools': array too long. Expected at most {MostTools}.", "array_above_max_length");

        var read = new List<ToolSpec>(stated.Count);
        for (var i = 0; i < stated.Count; i++)
        {
            if (stated[i] is not { Type: "function", Function: { Name.Length: > 0 } function })
                return CallError.Missing($"tools[{i}].function.name");
            if (function.Parameters is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
                return CallError.Invalid($"tools[{i}].function.parameters", "Invalid schema for function: it must be a JSON object.", "invalid_function_parameters");
            read.Add(new ToolSpec(function.Name, function.Description ?? "", function.Parameters));
        }
        tools = read;
        return null;
    }

    private static CallError? ReadOutput(ResponseFormat? format, List<ChatMessage> messages, out OutputFormat output)
    {
        output = OutputFormat.Text;
        switch (format?.Type)
        {
            case null when format is null:
            case "text":
                return null;
            case "json_object" when !messages.Exists(MessageReader.MentionsJson):
                return CallError.Invalid("messages", "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.");
            case "json_object":
                output = OutputFormat.Json;
                return null;
            case "json_schema" when format.JsonSchema is not { Name.Length: > 0 }:
                return CallError.Missing("response_format.json_schema.name");
            case "json_schema" when format.JsonSchema.Schema is not { ValueKind: JsonValueKind.Object }:
                return CallError.Missing("response_format.json_schema.schema");
            case "json_schema":
                var schema = format.JsonSchema.Schema.Value;
                output = new OutputFormat(OutputKind.JsonSchema, schema, schema.GetRawText());
                return null;
            default:
                return CallError.Invalid("response_format.type", "Supported values are: 'text', 'json_object' and 'json_schema'.", "invalid_value");
        }
    }

    private static CallError? ReadStops(JsonElement? stop, out IReadOnlyList<string> stops)
    {
        stops = [];
        switch (stop?.ValueKind)
        {
            case null or JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                stops = [stop.Value.GetString()!];
                break;
            case JsonValueKind.Array when stop.Value.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String):
                stops = [.. stop.Value.EnumerateArray().Select(text => text.GetString()!)];
                break;
            default:
                return CallError.Invalid("stop", "Invalid type for 'stop': expected a string or an array of strings.", "invalid_type");
        }
        return stops.Count > MostStops || stops.Any(text => text.Length == 0)
            ? CallError.Invalid("stop", $"Invalid 'stop': at most {MostStops} texts, none of them empty.", "invalid_value")
            : null;
    }

    private readonly record struct ToolChoice(ToolUse Use, ToolSpec? Named);

    private static CallError? ReadToolChoice(ChatRequest request, IReadOnlyList<ToolSpec> tools, out ToolChoice choice)
    {
        choice = default;
        if (tools.Count == 0 && request.ParallelToolCalls is not null)
            return CallError.Invalid("parallel_tool_calls", "'parallel_tool_calls' is only allowed when 'tools' are specified.");
        if (request.ToolChoice is not { ValueKind: not JsonValueKind.Null } stated)
            return null;
        if (tools.Count == 0)
            return CallError.Invalid("tool_choice", "'tool_choice' is only allowed when 'tools' are specified.");
        if (stated.ValueKind == JsonValueKind.String)
        {
            choice = new(stated.GetString() switch { "required" => ToolUse.Required, "none" => ToolUse.None, _ => ToolUse.Auto }, null);
            return stated.GetString() is "required" or "auto" or "none"
                ? null
                : CallError.Invalid("tool_choice", "Supported values are: 'none', 'auto', and 'required'.", "invalid_value");
        }

        var name = stated.ValueKind == JsonValueKind.Object && stated.TryGetProperty("function", out var function)
            && function.ValueKind == JsonValueKind.Object && function.TryGetProperty("name", out var text) ? text.ToString() : null;
        choice = new(ToolUse.Required, tools.FirstOrDefault(tool => tool.Name == name));
        return choice.Named is not null ? null : CallError.Invalid("tool_choice", $"Tool choice '{name}' not found in 'tools' parameter.", "invalid_value");
    }
}
