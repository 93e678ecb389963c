using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Tokens;

namespace Tollgate.Inference.Prompts;

/// <summary>Counts a prompt with the tokenizer of the model it goes to.</summary>
internal static class PromptTokens
{
    public static PromptCount Count(string model, Prompt prompt, DateTimeOffset at) => PromptCounter.Count(model, prompt.ToPromptRequest(), at);

    /// <summary>Tokens of an answer, by our own count.</summary>
    public static long CountText(string model, string text) => TextTokens.TokenizerFor(model).Count(text).Likely;

    /// <summary>Tokens that a piece of an answer stands for at most, by our own count.</summary>
    public static long MostOf(string model, string text) => TextTokens.TokenizerFor(model).Count(text).WorstCase;
}
