namespace Tollgate.Privacy;

/// <summary>What is looked for.</summary>
/// <param name="Kinds">Kinds to find.</param>
/// <param name="MinConfidence">Findings that are less sure are left out.</param>
public sealed record DetectionOptions(IReadOnlySet<PersonalDataKind> Kinds, Confidence MinConfidence = Confidence.Likely)
{
    /// <summary>What is looked for when nobody says.</summary>
    public static DetectionOptions Default { get; } = new(PersonalDataKinds.Default);
}
