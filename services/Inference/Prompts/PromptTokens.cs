using Tollgate.Contracts.Inference.V1;
using Tollgate.Tokens;
using CountedMessage = Tollgate.Tokens.PromptMessage;
using CountedPart = Tollgate.Tokens.PromptPart;

namespace Tollgate.Inference.Prompts;

/// <summary>Counts a prompt with the tokenizer of the model it goes to.</summary>
internal static class PromptTokens
{
    public static PromptCount Count(string model, Prompt prompt, DateTimeOffset at) => PromptCounter.Count(
        model,
        new PromptRequest
        {
            Messages = [.. prompt.Messages.Select(ToCounted)],
            ResponseSchemaJson = prompt.ResponseFormat?.Type == "json_schema" ? prompt.ResponseFormat.JsonSchema : null,
        },
        at);

    /// <summary>Tokens of an answer, by our own count.</summary>
    public static long CountText(string model, string text) => TextTokens.TokenizerFor(model).Count(text).Likely;

    /// <summary>Tokens that a piece of an answer stands for at most, by our own count.</summary>
    public static long MostOf(string model, string text) => TextTokens.TokenizerFor(model).Count(text).WorstCase;

    private static CountedMessage ToCounted(Contracts.Inference.V1.PromptMessage message) => new(
        ChatMessages.WireRole(message),
        message.Origin switch
        {
            PromptOrigin.System => TokenOrigin.System,
            PromptOrigin.History => TokenOrigin.History,
            PromptOrigin.Retrieved => TokenOrigin.Retrieved,
            PromptOrigin.User => TokenOrigin.User,
            PromptOrigin.ToolResult => TokenOrigin.ToolResult,
            _ => CountedMessage.OriginOf(message.Role, isLastUserMessage: message.Role == "user"),
        },
        [.. message.Parts.Select(ToCounted)],
        ChatMessages.WireName(message));

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
}
