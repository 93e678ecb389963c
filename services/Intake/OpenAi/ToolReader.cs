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

        ReadParallel(fields, request);
        request.ToolChoice = ReadChoice(fields, named =>
        {
            named.RefuseAllBut(["type", "function"]);
            return named.Object("function")?.Text("name") ?? "";
        });
    }

    public static void ReadParallel(JsonFields fields, CompleteRequest request)
    {
        if (fields.Find("parallel_tool_calls") is not null)
            request.ParallelToolCalls = fields.Flag("parallel_tool_calls");
    }

    /// <summary>Reads what must be called; null where nothing is said of it.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="nameOf">Reads the name of the one function that must be.</param>
    public static ToolChoice? ReadChoice(JsonFields fields, Func<JsonFields, string> nameOf)
    {
        if (fields.Find("tool_choice") is { ValueKind: JsonValueKind.String } mode)
        {
            return fields.Is(fields.IsText("tool_choice", "auto", "none", "required"), "tool_choice", "must be \"auto\", \"none\", \"required\" or a function")
                ? new ToolChoice { Mode = mode.GetString() }
                : null;
        }

        if (fields.Object("tool_choice") is not { } named)
            return null;
        named.Is(named.IsText("type", "function"), "type", "must be \"function\"");
        return new ToolChoice { Mode = "named", Name = nameOf(named) };
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
}
