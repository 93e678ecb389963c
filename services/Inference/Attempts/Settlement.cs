namespace Tollgate.Inference.Attempts;

/// <summary>The amount that is written over an intent.</summary>
/// <param name="Intent">The attempt.</param>
/// <param name="Result">What it used.</param>
/// <param name="CostNanos">What that costs, rounded once.</param>
/// <param name="PriceVersion">Version of the price entry that made the cost.</param>
internal sealed record Settlement(AttemptIntent Intent, AttemptResult Result, long CostNanos, string PriceVersion)
{
    /// <summary>What was held for it when it ended.</summary>
    public WorstCase Held => Result.Held ?? Intent.WorstCase;
}
