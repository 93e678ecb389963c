namespace Tollgate.Privacy.Quality;

/// <summary>What a text holds of one kind.</summary>
/// <param name="Count">How many values.</param>
/// <param name="Places">Where they are; null when only their number is known.</param>
public sealed record Label(int Count, IReadOnlyList<(int Start, int End)>? Places);
