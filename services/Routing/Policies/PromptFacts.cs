namespace Tollgate.Routing.Policies;

/// <summary>What a choice depends on; the prompt itself is not needed for it.</summary>
/// <param name="InputTokens">Counted input, images included.</param>
/// <param name="MaxOutputTokens">Upper bound on generated tokens.</param>
/// <param name="Vision">There are images.</param>
/// <param name="JsonSchema">The answer must follow a schema.</param>
/// <param name="Grounded">Retrieved passages are part of it.</param>
/// <param name="Tools">It offers tools, or has calls of tools in it.</param>
public readonly record struct PromptFacts(
    long InputTokens, int MaxOutputTokens, bool Vision = false, bool JsonSchema = false, bool Grounded = false, bool Tools = false);
