using System.Text.Json;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Tokens;
using CountedMessage = Tollgate.Tokens.PromptMessage;
using CountedPart = Tollgate.Tokens.PromptPart;
using PromptMessage = Tollgate.Contracts.Inference.V1.PromptMessage;

namespace Tollgate.Contracts.Mapping;

/// <summary>A prompt as it is counted, the same wherever that happens.</summary>
public static class PromptMapping
{
    /// <summary>Everything of a prompt that becomes input tokens. Its images and schemas have been checked.</summary>
    public static PromptRequest ToPromptRequest(this Prompt prompt) => new()
    {
        Messages = [.. prompt.Messages.Select(ToCounted)],
        Tools = [.. prompt.Tools.Select(ToCounted)],
        ResponseSchemaJson = prompt.ResponseFormat is { Type: "json_schema" } format ? format.JsonSchema : null,
    };

    /// <summary>The role on the wire. A result without a call travels as user text: providers refuse a tool's message that answers no call.</summary>
    public static string WireRole(this PromptMessage message) => message is { Role: "tool", ToolCallId: "" } ? "user" : message.Role;

    /// <summary>The name on the wire; null for none.</summary>
    public static string? WireName(this PromptMessage message) => message switch
    {
        { Role: "tool", ToolCallId.Length: > 0 } => null,
        { Name.Length: > 0 } => message.Name,
        { Role: "tool" } => "tool",
        _ => null,
    };

    private static CountedMessage ToCounted(PromptMessage message) => new(
        message.WireRole(),
        message.Origin switch
        {
            PromptOrigin.System => TokenOrigin.System,
            PromptOrigin.History => TokenOrigin.History,
            PromptOrigin.Retrieved => TokenOrigin.Retrieved,
            PromptOrigin.User => TokenOrigin.User,
            PromptOrigin.ToolResult => TokenOrigin.ToolResult,
            _ => CountedMessage.OriginOf(message.Role, isLastUserMessage: message.Role == "user"),
        },
        [.. message.Parts.Select(ToCounted), .. message.ToolCalls.Select(call => new PromptToolCall(call.Name, call.Arguments))],
        message.WireName());

    private static CountedPart ToCounted(ContentPart part) => part.PartCase is ContentPart.PartOneofCase.Image
        ? new PromptImage(
            ImageHeader.ReadSize(part.Image.Data.Span) ?? throw new InvalidOperationException("The prompt was not checked."),
            part.Image.Detail switch
            {
                "low" => ImageDetail.Low,
                "high" => ImageDetail.High,
                _ => ImageDetail.Auto,
            })
        : new PromptText(part.Text);

    private static ToolFunction ToCounted(Tool tool)
    {
        if (tool.Parameters.Length == 0)
            return ToolSchemas.Read(tool.Name, tool.Description, default);
        using var schema = JsonDocument.Parse(tool.Parameters);
        return ToolSchemas.Read(tool.Name, tool.Description, schema.RootElement);
    }
}
