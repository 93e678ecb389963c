using System.Text.RegularExpressions;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Completions;

/// <summary>What the tools of a request must be, and how calls and results must follow each other in its conversation.</summary>
internal static partial class ToolRules
{
    private const int MaxTools = 128;
    private const int MaxDescriptionLength = 4096;
    private const string NameRule = "must have 1 to 64 letters, digits, dashes or underscores";

    public static void Check(CompleteRequest request, string prefix, Validation validation)
    {
        CheckTools(request, prefix, validation);
        CheckChoice(request, prefix, validation);
        CheckCalls(request.Messages, prefix, validation);
    }

    private static void CheckTools(CompleteRequest request, string prefix, Validation validation)
    {
        if (!validation.Require(request.Tools.Count <= MaxTools, $"{prefix}tools", $"must be at most {MaxTools}"))
            return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < request.Tools.Count; i++)
        {
            var (tool, field) = (request.Tools[i], $"{prefix}tools[{i}]");
            if (validation.Require(Name().IsMatch(tool.Name), $"{field}.name", NameRule))
                validation.Require(names.Add(tool.Name), $"{field}.name", "is the name of another tool already");
            validation.Require(
                tool.Description.Length <= MaxDescriptionLength, $"{field}.description", $"must have at most {MaxDescriptionLength} characters");
            if (tool.Parameters.Length > 0)
                SchemaRules.Check(tool.Parameters, $"{field}.parameters", "must be a JSON object of at most 262,144 characters", validation, ofArguments: true);
        }
    }

    private static void CheckChoice(CompleteRequest request, string prefix, Validation validation)
    {
        var field = $"{prefix}tool_choice";
        switch (request.ToolChoice?.Mode)
        {
            case null or "" or "auto" or "none":
                break;
            case "required":
                validation.Require(request.Tools.Count > 0, $"{field}.mode", "needs tools to choose from");
                break;
            case "named":
                validation.Require(request.Tools.Any(tool => tool.Name == request.ToolChoice.Name), $"{field}.name", "is not one of the tools");
                break;
            default:
                validation.Require(false, $"{field}.mode", "must be \"auto\", \"none\", \"required\" or \"named\"");
                break;
        }
    }

    private static void CheckCalls(IReadOnlyList<Message> messages, string prefix, Validation validation)
    {
        // Calls of the last assistant's message whose results have not come.
        var open = new HashSet<string>(StringComparer.Ordinal);
        var caller = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var (message, field) = (messages[i], $"{prefix}messages[{i}]");
            if (message is { Role: "tool", ToolCallId.Length: > 0 })
            {
                validation.Require(open.Remove(message.ToolCallId), $"{field}.tool_call_id", "is not a call of the message before whose result is still to come");
                continue;
            }

            RequireAnswered(open, $"{prefix}messages[{caller}]", validation);
            validation.Require(message.ToolCallId.Length == 0, $"{field}.tool_call_id", "is for messages of tools only");
            if (!validation.Require(message.ToolCalls.Count == 0 || message.Role == "assistant", $"{field}.tool_calls", "is for messages of the assistant only"))
                continue;
            caller = i;
            for (var call = 0; call < message.ToolCalls.Count; call++)
                CheckCall(message.ToolCalls[call], open, $"{field}.tool_calls[{call}]", validation);
        }

        RequireAnswered(open, $"{prefix}messages[{caller}]", validation);
    }

    private static void CheckCall(ToolCall call, HashSet<string> open, string field, Validation validation)
    {
        validation.Require(Name().IsMatch(call.Name), $"{field}.name", NameRule);
        if (validation.Require(call.Id.Length > 0 && Names.IsLabel(call.Id, 256), $"{field}.id", "must have 1 to 256 printable characters"))
            validation.Require(open.Add(call.Id), $"{field}.id", "is the id of another call already");
    }

    private static void RequireAnswered(HashSet<string> open, string field, Validation validation)
    {
        validation.Require(open.Count == 0, $"{field}.tool_calls", "must be followed by a message of a tool for each call");
        open.Clear();
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Name();
}
