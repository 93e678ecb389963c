using System.Text.Json;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.OpenAi;

/// <summary>Reads what a chat completion says of tools: functions, for there are no others here.</summary>
internal static class ToolReader
{
    public static void Read(JsonFields fields, CompleteRequest request)
    {
        foreach (var tool in fields.Objects("tools"))
        {
            tool.RefuseAllBut(["type", "function"]);
            if (!tool.Is(tool.IsText("type", "function"), "type", "must be \"function\""))
                continue;
            var function = tool.Object("function");
            if (tool.Is(function is not null, "function", "is required"))
                request.Tools.Add(ReadFunction(function!.Value, "name", "description", "parameters", "strict"));
        }

        if (fields.Find("parallel_tool_calls") is not null)
            request.ParallelToolCalls = fields.Flag("parallel_tool_calls");
        if (fields.Find("tool_choice") is { } choice)
            request.ToolChoice = ReadChoice(fields, choice);
    }

    /// <summary>Reads a function, whose other members have these names.</summary>
    public static Tool ReadFunction(JsonFields function, params ReadOnlySpan<string> members)
    {
        function.RefuseAllBut(members);
        var tool = new Tool
        {
            Name = function.Text("name"),
            Description = function.Text("description"),
            Parameters = function.Find("parameters")?.GetRawText() ?? "",
        };
        if (function.Find("strict") is not null)
            tool.Strict = function.Flag("strict");
        return tool;
    }

    private static ToolChoice? ReadChoice(JsonFields fields, JsonElement choice)
    {
        if (choice.ValueKind == JsonValueKind.String)
        {
            return fields.Is(fields.IsText("tool_choice", "auto", "none", "required"), "tool_choice", "must be \"auto\", \"none\", \"required\" or a function")
                ? new ToolChoice { Mode = choice.GetString() }
                : null;
        }

        if (fields.Object("tool_choice") is not { } named)
            return null;
        named.RefuseAllBut(["type", "function"]);
        named.Is(named.IsText("type", "function"), "type", "must be \"function\"");
        return new ToolChoice { Mode = "named", Name = named.Object("function")?.Text("name") ?? "" };
    }
}
