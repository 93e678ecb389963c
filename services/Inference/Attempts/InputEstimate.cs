using Tollgate.Tokens;

namespace Tollgate.Inference.Attempts;

/// <summary>What a prompt was expected to use before the call, to be compared with what it did use.</summary>
/// <param name="Tokens">Input tokens, of everything in it.</param>
/// <param name="Modality">What is hardest to foresee in it: "audio", "image", "tools" (schemas and results) or "text".</param>
internal sealed record InputEstimate(long Tokens, string Modality)
{
    public static InputEstimate Of(PromptCount count) => new(count.Total, count switch
    {
        { Audio: > 0 } => "audio",
        { Image: > 0 } => "image",
        { ToolSchema: > 0 } or { ToolResult: > 0 } => "tools",
        _ => "text",
    });
}
