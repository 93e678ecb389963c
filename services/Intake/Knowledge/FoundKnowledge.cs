using Tollgate.Contracts.Retrieval.V1;

namespace Tollgate.Intake.Knowledge;

/// <summary>What the knowledge base had to say.</summary>
/// <param name="State">As the receipt names it: "none", "used", "empty" or "degraded".</param>
/// <param name="Passages">Best first.</param>
/// <param name="Tokens">Tokens of the passages.</param>
/// <param name="IndexVersion">Version of the index searched; 0 when none was.</param>
internal sealed record FoundKnowledge(string State, IReadOnlyList<Passage> Passages, int Tokens, long IndexVersion)
{
    public static readonly FoundKnowledge None = new("none", [], 0, 0);
    public static readonly FoundKnowledge Degraded = new("degraded", [], 0, 0);

    /// <summary>The knowledge base was not heard, although the request would have asked it.</summary>
    public bool IsDegraded => State == Degraded.State;
}
