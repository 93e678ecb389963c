namespace Tollgate.Metering.Anomalies;

/// <summary>What was seen in an hour and what was expected, in nanos, tokens, requests or hundredths of a percent.</summary>
/// <param name="Observed">From the rollups.</param>
/// <param name="Expected">Median of the hours it was compared with.</param>
/// <param name="Low">Ordinary at least.</param>
/// <param name="High">Ordinary at most.</param>
/// <param name="Score">Distance in robust standard deviations, in hundredths.</param>
/// <param name="Compared">The hours it was compared with, in order.</param>
internal sealed record Verdict(long Observed, long Expected, long Low, long High, int Score, IReadOnlyList<DateTimeOffset> Compared)
{
    /// <summary>The same evidence.</summary>
    public bool Says(Verdict other) => this with { Compared = other.Compared } == other && Compared.SequenceEqual(other.Compared);
}
