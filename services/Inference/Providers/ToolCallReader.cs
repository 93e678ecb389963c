using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Inference.Providers;

/// <summary>Finds the tool calls in what a model client says, whole or in pieces. One for each answer.</summary>
internal sealed class ToolCallReader
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int whole;

    public IReadOnlyList<ToolCallDelta> Read(IEnumerable<AIContent> contents)
    {
        List<ToolCallDelta>? calls = null;
        foreach (var content in contents)
        {
            if (ToDelta(content) is { } delta)
                (calls ??= []).Add(delta);
        }

        return calls ?? (IReadOnlyList<ToolCallDelta>)[];
    }

    private ToolCallDelta? ToDelta(AIContent content) => content switch
    {
        ToolCallPiece piece => new ToolCallDelta { Index = piece.Index, Id = piece.CallId, Name = piece.Name, Arguments = piece.Arguments },
        FunctionCallContent call => new ToolCallDelta
        {
            Index = whole++,
            Id = call.CallId,
            Name = call.Name,
            Arguments = JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), Readable),
        },
        _ => null,
    };
}
