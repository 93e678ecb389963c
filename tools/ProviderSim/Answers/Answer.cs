namespace Tollgate.ProviderSim.Answers;

/// <summary>
/// A whole answer, token by token. Generation runs through the hidden tokens first (reasoning, then the name of a called
/// tool), then through the pieces that are sent.
/// </summary>
internal sealed record Answer(IReadOnlyList<string> Pieces, string FinishReason, double MeanLogprob, ulong Seed)
{
    public const string Stop = "stop", Length = "length", ToolCalls = "tool_calls";

    public int Reasoning { get; init; }

    /// <summary>Set when the answer calls a tool; the pieces are then its arguments.</summary>
    public string? ToolName { get; init; }

    public int ToolNameTokens { get; init; }

    public int Total => Reasoning + ToolNameTokens + Pieces.Count;

    /// <summary>How many pieces exist once <paramref name="generated"/> tokens are generated.</summary>
    public int VisibleOf(int generated) => Math.Clamp(generated - Reasoning - ToolNameTokens, 0, Pieces.Count);

    public int ReasonedOf(int generated) => Math.Min(generated, Reasoning);

    public string Text(int generated) => string.Concat(Pieces.Take(VisibleOf(generated)));

}
