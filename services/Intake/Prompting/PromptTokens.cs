using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Tokens;

namespace Tollgate.Intake.Prompting;

/// <summary>Counts a prompt by origin with the o200k encoding: the yardstick before it is known which model will answer.</summary>
internal static class PromptTokens
{
    private const string Yardstick = "gpt-4o";

    /// <param name="prompt">The whole prompt; its images and schemas have been checked.</param>
    /// <param name="at">When it is asked: rules for images change with time.</param>
    public static TokenOrigins Count(Prompt prompt, DateTimeOffset at)
    {
        var count = PromptCounter.Count(Yardstick, prompt.ToPromptRequest(), at);
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
}
