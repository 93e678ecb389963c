namespace Tollgate.Privacy.Policies;

/// <summary>Texts after a policy was applied to them.</summary>
/// <param name="Texts">The texts, in the order they came.</param>
/// <param name="Counts">What was found and done: kinds and numbers.</param>
/// <param name="Blocked">Which text holds what blocks: its place among the texts, and the kind.</param>
/// <param name="Pseudonyms">The way back.</param>
public sealed record Guarded(
    IReadOnlyList<string> Texts, IReadOnlyList<PrivacyCount> Counts, IReadOnlyList<(int Text, string Kind)> Blocked, Pseudonyms Pseudonyms);
