namespace Tollgate.Privacy;

/// <summary>How sure a finding is.</summary>
public enum Confidence
{
    /// <summary>It has the form, as other numbers may have it.</summary>
    Possible,

    /// <summary>Its form is rare, a check digit agrees, or the words beside it say what it is.</summary>
    Likely,

    /// <summary>Its form or its checksum leaves next to no doubt.</summary>
    Certain,
}
