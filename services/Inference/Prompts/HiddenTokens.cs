using Tollgate.Tokens;

namespace Tollgate.Inference.Prompts;

/// <summary>Whether a model may bill output that it does not show.</summary>
internal static class HiddenTokens
{
    /// <summary>Everything the model generates is seen in its answer. Unknown models are not believed to.</summary>
    public static bool AreRuledOut(string model) => ModelFamilies.Of(model) switch
    {
        ModelFamily.Gpt4 or ModelFamily.Gpt4o or ModelFamily.Gpt41 or ModelFamily.Command or ModelFamily.Llama or ModelFamily.Mistral => true,
        // Thinks only when it is asked to, which we never do.
        ModelFamily.Claude => true,
        _ => false,
    };
}
