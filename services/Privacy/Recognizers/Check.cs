namespace Tollgate.Privacy.Recognizers;

/// <summary>What a value's own rules say of it.</summary>
internal enum Check
{
    /// <summary>It breaks a rule: it is not of this kind.</summary>
    Wrong,

    /// <summary>There is no check digit, or none that must agree.</summary>
    Unknown,

    /// <summary>Its check digit agrees.</summary>
    Right,
}
