namespace Tollgate.Privacy.Policies;

/// <summary>Words that must not leave the house.</summary>
/// <param name="Name">What the rule is called where it is told that it applied; the words themselves never are.</param>
/// <param name="Text">The words. They are met in any case, at the edges of words.</param>
public sealed record BlockedTerm(string Name, string Text);
