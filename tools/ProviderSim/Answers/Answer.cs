namespace Tollgate.ProviderSim.Answers;

/// <summary>
/// A whole answer, token by token. Generation runs through the hidden tokens first (reasoning, then the names of called
/// tools), then through the pieces that are sent.
/// </summary>
internal sealed record Answer(IReadOnlyList<string> Pieces, string FinishReason, double MeanLogprob, ulong Seed)
{
    public const string Stop = "stop", Length = "length", ToolCalls = "tool_calls";

    public int Reasoning { get; init; }

    /// <summary>The tools that the answer calls, in order; the pieces are then their arguments, one call's after the other's.</summary>
    public IReadOnlyList<AnswerCall> Calls { get; init; } = [];

    /// <summary>Name of the tool that it calls, or the first of them; null when it is text.</summary>
    public string? ToolName => Calls is [var first, ..] ? first.Name : null;

    public int ToolNameTokens { get; init; }

    public int Total => Reasoning + ToolNameTokens + Pieces.Count;

    /// <summary>How many pieces exist once <paramref name="generated"/> tokens are generated.</summary>
    public int VisibleOf(int generated) => Math.Clamp(generated - Reasoning - ToolNameTokens, 0, Pieces.Count);

    public int ReasonedOf(int generated) => Math.Min(generated, Reasoning);

    public string Text(int generated) => string.Concat(Pieces.Take(VisibleOf(generated)));

    /// <summary>The call that a piece belongs to.</summary>
    public int CallOf(int piece)
    {
        var call = Calls.Count - 1;
        while (call > 0 && Calls[call].Start > piece)
            call--;
        return call;
    }

    /// <summary>The piece before which a call ends.</summary>
    public int EndOf(int call) => Math.Min(call + 1 < Calls.Count ? Calls[call + 1].Start : Pieces.Count, Pieces.Count);

    /// <summary>Arguments of a call, as far as the answer comes.</summary>
    public string ArgumentsOf(int call) =>
        string.Concat(Pieces.Skip(Calls[call].Start).Take(Math.Max(0, EndOf(call) - Calls[call].Start)));

    /// <summary>The id of a call, the same for the same prompt.</summary>
    public string IdOf(int call) => "call_sim" + StableHash.Hex(StableHash.Combine(Seed, (ulong)call));

    /// <summary>The text of some pieces.</summary>
    public string TextOf(int from, int to) => to - from == 1 ? Pieces[from] : string.Concat(Pieces.Skip(from).Take(to - from));
}

/// <summary>A tool that an answer calls.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Start">The piece that its arguments begin with.</param>
internal readonly record struct AnswerCall(string Name, int Start);
