namespace Tollgate.Privacy;

/// <summary>Personal data at a place in a text. It says where and what, never the value.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Index of its first character (UTF-16).</param>
/// <param name="Length">Its characters.</param>
/// <param name="Confidence">How sure it is.</param>
public readonly record struct Finding(PersonalDataKind Kind, int Start, int Length, Confidence Confidence)
{
    /// <summary>Index behind its last character.</summary>
    public int End => Start + Length;
}
