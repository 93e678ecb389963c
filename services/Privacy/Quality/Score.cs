using System.Globalization;

namespace Tollgate.Privacy.Quality;

/// <summary>How well a kind is found.</summary>
/// <param name="Found">Values that a finding of their kind covers whole.</param>
/// <param name="Missed">Values that none does.</param>
/// <param name="False">Findings where there is no value of their kind.</param>
public sealed record Score(int Found, int Missed, int False)
{
    /// <summary>Of what was found, the share that is right; 1 when nothing was found.</summary>
    public double Precision => Found + False == 0 ? 1 : (double)Found / (Found + False);

    /// <summary>Of what is there, the share that was found; 1 when nothing is there.</summary>
    public double Recall => Found + Missed == 0 ? 1 : (double)Found / (Found + Missed);

    /// <summary>Both together.</summary>
    public static Score operator +(Score a, Score b) => new(a.Found + b.Found, a.Missed + b.Missed, a.False + b.False);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Found + Missed} | {Found} | {Missed} | {False} | {Precision:0.000} | {Recall:0.000}");
}
