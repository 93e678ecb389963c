namespace Tollgate.Privacy.Policies;

/// <summary>How often something was found, and what was done. Never what it was.</summary>
/// <param name="Kind">Name of the kind, or <c>TERM:</c> and the name of a rule.</param>
/// <param name="Action">What was done.</param>
/// <param name="Count">How often.</param>
public readonly record struct PrivacyCount(string Kind, PrivacyAction Action, int Count);
