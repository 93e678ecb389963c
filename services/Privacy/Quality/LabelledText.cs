namespace Tollgate.Privacy.Quality;

/// <summary>A text of which it is known what is personal data in it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Options">What is to be looked for in it.</param>
/// <param name="Labels">The kinds it says something about, with what it holds of each.</param>
public sealed record LabelledText(string Text, DetectionOptions Options, IReadOnlyDictionary<PersonalDataKind, Label> Labels);
