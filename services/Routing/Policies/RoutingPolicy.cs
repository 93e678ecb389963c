namespace Tollgate.Routing.Policies;

/// <summary>Which models an assistant's requests may use, and in which role.</summary>
public sealed record RoutingPolicy
{
    /// <summary>Name that assistants refer to.</summary>
    public required string Id { get; init; }

    /// <summary>Where to begin, by what the prompt needs. The first rule that matches counts; the last one matches always.</summary>
    public required IReadOnlyList<FirstChoiceRule> First { get; init; }

    /// <summary>Bigger models to ask when the first answer does not convince, best first. Only one is asked.</summary>
    public required IReadOnlyList<string> EscalateTo { get; init; }

    /// <summary>Models that are acceptable when a budget asks for less.</summary>
    public required IReadOnlyList<string> DowngradeTo { get; init; }

    /// <summary>Models to ask when a provider is down, best first.</summary>
    public required IReadOnlyList<string> FailoverTo { get; init; }

    /// <summary>Mean token probability below which an answer does not convince, 0 to 1. 0: never judged by probability.</summary>
    public required double ConfidenceThreshold { get; init; }

    /// <summary>True when some role of the policy names the model.</summary>
    public bool Mentions(string model) =>
        First.Any(rule => rule.Models.Contains(model)) || EscalateTo.Contains(model) || DowngradeTo.Contains(model) || FailoverTo.Contains(model);
}

/// <summary>Models to begin with for prompts that meet every stated condition.</summary>
/// <param name="Models">The cheapest eligible one is taken.</param>
/// <param name="Vision">Only prompts with, or without, images.</param>
/// <param name="JsonSchema">Only prompts whose answer must, or need not, follow a schema.</param>
/// <param name="Grounded">Only prompts with, or without, retrieved passages.</param>
/// <param name="MinInputTokens">Only prompts at least this long.</param>
public sealed record FirstChoiceRule(
    IReadOnlyList<string> Models, bool? Vision = null, bool? JsonSchema = null, bool? Grounded = null, int MinInputTokens = 0)
{
    /// <summary>True when the rule has no condition.</summary>
    public bool MatchesAll => Vision is null && JsonSchema is null && Grounded is null && MinInputTokens == 0;

    /// <summary>True when the prompt meets every condition.</summary>
    public bool Matches(PromptFacts prompt) =>
        (Vision ?? prompt.Vision) == prompt.Vision
        && (JsonSchema ?? prompt.JsonSchema) == prompt.JsonSchema
        && (Grounded ?? prompt.Grounded) == prompt.Grounded
        && prompt.InputTokens >= MinInputTokens;
}
