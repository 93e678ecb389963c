namespace Tollgate.Privacy.Policies;

/// <summary>What is done with a finding. Numbers are those of the contract.</summary>
public enum PrivacyAction
{
    /// <summary>It is not looked for.</summary>
    Off = 1,

    /// <summary>It is counted, and left.</summary>
    Detect = 2,

    /// <summary>Its kind stands in its place, for good.</summary>
    Redact = 3,

    /// <summary>A placeholder stands in its place, and is turned back in what the caller is answered.</summary>
    Pseudonymise = 4,

    /// <summary>The request is refused.</summary>
    Block = 5,
}
