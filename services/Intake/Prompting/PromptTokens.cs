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

    /// <param name="prompt">The whole prompt; its images have been checked.</param>
    /// <param name="at">When it is asked: rules for images change with time.</param>
    public static TokenOrigins Count(Prompt prompt, DateTimeOffset at)
    {
        var request = new PromptRequest
        {
            Messages = [.. prompt.Messages.Select(ToMessage)],
            ResponseSchemaJson = prompt.ResponseFormat is { Type: "json_schema" } format ? format.JsonSchema : null,
        };
        var count = PromptCounter.Count(Yardstick, request, at);
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
        [.. message.Parts.Select(ToPart)],
        message.Name.Length > 0 ? message.Name : null);

    private static PromptPart ToPart(ContentPart part)
    {
        if (part.PartCase != ContentPart.PartOneofCase.Image)
            return new PromptText(part.Text);
        var size = ImageHeader.ReadSize(part.Image.Data.Span) ?? throw new InvalidOperationException("The image was not checked.");
        return new PromptImage(size, part.Image.Detail switch
        {
            "low" => ImageDetail.Low,
            "high" => ImageDetail.High,
            _ => ImageDetail.Auto,
        });
    }
}
