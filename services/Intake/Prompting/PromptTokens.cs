using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Tokens;
using ContentPart = Tollgate.Contracts.Inference.V1.ContentPart;
using PromptMessage = Tollgate.Tokens.PromptMessage;

namespace Tollgate.Intake.Prompting;

/// <summary>Counts a prompt by origin with the o200k encoding: the yardstick before it is known which model will answer.</summary>
internal static class PromptTokens
{
    private const string Yardstick = "gpt-4o";

    public static TokenOrigins Count(Prompt prompt)
    {
        var count = PromptCounter.Count(Yardstick, new PromptRequest
        {
            Messages = [.. prompt.Messages.Select(ToMessage)],
            ResponseSchemaJson = prompt.ResponseFormat is { Type: "json_schema" } format ? format.JsonSchema : null,
        });
        return new TokenOrigins
        {
            System = count.System,
            History = count.History,
            Retrieved = count.Retrieved,
            User = count.User,
            ToolSchema = count.ToolSchema,
            ToolResult = count.ToolResult,
        };
    }

    private static PromptMessage ToMessage(Contracts.Inference.V1.PromptMessage message) => new(
        message.Role,
        message.Origin switch
        {
            PromptOrigin.System => TokenOrigin.System,
            PromptOrigin.Retrieved => TokenOrigin.Retrieved,
            PromptOrigin.User => TokenOrigin.User,
            PromptOrigin.ToolResult => TokenOrigin.ToolResult,
            _ => TokenOrigin.History,
        },
        [.. message.Parts.Where(part => part.PartCase == ContentPart.PartOneofCase.Text).Select(part => new PromptText(part.Text))],
        message.Name.Length > 0 ? message.Name : null);
}
