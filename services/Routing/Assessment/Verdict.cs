namespace Tollgate.Routing.Assessment;

/// <summary>Whether an answer is good enough.</summary>
public enum Verdict
{
    /// <summary>It is.</summary>
    Convincing,

    /// <summary>The model does not seem sure.</summary>
    LowConfidence,

    /// <summary>It is not what was asked for in form.</summary>
    InvalidOutput,
}

/// <summary>A verdict and its grounds.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Confidence">Mean token probability between 0 and 1; null when unknown.</param>
/// <param name="Explanation">A phrase for people; never quotes the answer.</param>
public sealed record Judgement(Verdict Verdict, double? Confidence, string Explanation);
