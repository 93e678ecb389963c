namespace Tollgate.Tokens;

/// <summary>
/// One chat message as the provider will receive it. Adjacent text parts are one text to the provider: they differ only in
/// where they come from (a question and the passages found for it).
/// </summary>
/// <param name="Role">The wire role: <c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>, ...</param>
/// <param name="Origin">Where the message, its framing and every part without an origin of its own is counted.</param>
/// <param name="Parts">Its content, in order.</param>
/// <param name="Name">The author's name, where one is sent.</param>
public sealed record PromptMessage(string Role, TokenOrigin Origin, IReadOnlyList<PromptPart> Parts, string? Name = null)
{
    /// <summary>A message of one text.</summary>
    public static PromptMessage Text(string role, TokenOrigin origin, string text, string? name = null) =>
        new(role, origin, [new PromptText(text)], name);

    /// <summary>
    /// The origin a message has by its role and place, where nobody knows better: system and developer text is system, tool
    /// messages are results, the last user message is the user's, everything else is history.
    /// </summary>
    public static TokenOrigin OriginOf(string role, bool isLastUserMessage) => role switch
    {
        "system" or "developer" => TokenOrigin.System,
        "tool" or "function" => TokenOrigin.ToolResult,
        "user" when isLastUserMessage => TokenOrigin.User,
        _ => TokenOrigin.History,
    };
}

/// <summary>A part of a message; counted with its message's origin unless it has its own.</summary>
public abstract record PromptPart(TokenOrigin? Origin);

/// <summary>Text.</summary>
public sealed record PromptText(string Text, TokenOrigin? Origin = null) : PromptPart(Origin);

/// <summary>An image of a size, sent at a detail.</summary>
public sealed record PromptImage(ImageSize Size, ImageDetail Detail = ImageDetail.Auto, TokenOrigin? Origin = null) : PromptPart(Origin);

/// <summary>A call an assistant made of a tool.</summary>
public sealed record PromptToolCall(string Name, string Arguments, TokenOrigin? Origin = null) : PromptPart(Origin);

/// <summary>Audio of a length.</summary>
public sealed record PromptAudio(TimeSpan Duration, TokenOrigin? Origin = null) : PromptPart(Origin);
