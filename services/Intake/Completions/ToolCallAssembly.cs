using System.Text;
using Tollgate.Contracts.Inference.V1;
using ToolCall = Tollgate.Contracts.Intake.V1.ToolCall;

namespace Tollgate.Intake.Completions;

/// <summary>Puts the calls of an answer together from their pieces.</summary>
internal sealed class ToolCallAssembly
{
    private readonly SortedDictionary<int, Call> calls = [];

    /// <summary>The calls in their order, each as far as it has come.</summary>
    public IEnumerable<ToolCall> Whole =>
        calls.Values.Select(call => new ToolCall { Id = call.Id, Name = call.Name, Arguments = call.Arguments.ToString() });

    public void Add(IEnumerable<ToolCallDelta> pieces)
    {
        foreach (var piece in pieces)
        {
            if (!calls.TryGetValue(piece.Index, out var call))
                calls[piece.Index] = call = new Call();
            if (piece.Id.Length > 0)
                call.Id = piece.Id;
            if (piece.Name.Length > 0)
                call.Name = piece.Name;
            call.Arguments.Append(piece.Arguments);
        }
    }

    private sealed class Call
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
