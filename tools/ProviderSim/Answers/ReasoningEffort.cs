using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Answers;

/// <summary>How many hidden tokens a reasoning model spends first: multiples of 64, as providers report them.</summary>
internal static class ReasoningEffort
{
    private const int Step = 64;

    public static readonly IReadOnlyList<string> Known = ["none", "minimal", "low", "medium", "high", "xhigh"];

    public static int Tokens(SimModel model, AnswerLimits limits, ulong seed)
    {
        if (!model.Reasoning)
            return 0;

        var (least, most) = limits.ReasoningEffort switch
        {
            "none" or "minimal" => (0, 0),
            "low" => (0, 3),
            "high" => (8, 32),
            "xhigh" => (16, 64),
            _ => (2, 10),
        };
        var steps = least + (int)((most - least + 1) * StableHash.Unit(seed, 0xEF));

        // Thinking never takes more than half of what is allowed, so a small limit still leaves an answer.
        return Math.Min(steps, limits.MaxTokens / 2 / Step) * Step;
    }
}
