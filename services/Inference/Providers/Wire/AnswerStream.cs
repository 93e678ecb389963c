using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Tollgate.Inference.Providers.Wire;

/// <summary>
/// Reads the events of one streamed answer. Usage is believed only at the end: what providers state on the way is true of a part, and of a stream
/// that is cut it would be taken for the whole.
/// </summary>
internal abstract class AnswerStream
{
    private readonly Dictionary<int, CallSoFar> calls = [];

    /// <summary>The provider has said that this was all.</summary>
    public bool IsOver { get; protected set; }

    /// <summary>The model that answers, once it has said so.</summary>
    protected string? Model { get; set; }

    /// <summary>How the answer ended, as OpenAI names it, once that is known.</summary>
    protected ChatFinishReason? FinishReason { get; set; }

    /// <summary>What the provider states now; believed at the end.</summary>
    protected StatedUsage? Usage { get; set; }

    /// <summary>A part of the answer was generated, so an error that follows does not mean that nothing is billed.</summary>
    protected bool HasBegun { get; private set; }

    /// <summary>What an event brings.</summary>
    public abstract IEnumerable<ChatResponseUpdate> Read(string type, JsonElement data);

    /// <summary>How the answer ended and what was used; null when the stream broke off before it said so.</summary>
    public ChatResponseUpdate? End()
    {
        if (FinishReason is null)
            return null;
        var last = Update([.. calls.OrderBy(call => call.Key).Select(call => call.Value.ToContent())]);
        last.FinishReason = FinishReason;
        last.RawRepresentation = Usage;
        if (Usage?.ToDetails() is { } details)
            last.Contents.Add(new UsageContent(details));
        return last;
    }

    /// <summary>A piece of text.</summary>
    protected ChatResponseUpdate Text(string text) => Piece(new TextContent(text));

    /// <summary>A piece of what the answer consists of.</summary>
    protected ChatResponseUpdate Piece(AIContent content)
    {
        HasBegun = true;
        return Update([content]);
    }

    /// <summary>News without content, such as which model answers.</summary>
    protected ChatResponseUpdate Update(IList<AIContent> contents) => new(ChatRole.Assistant, contents) { ModelId = Model };

    /// <summary>A tool call begins; it is handed on whole, at the end.</summary>
    protected void BeginCall(int index, string id, string name)
    {
        HasBegun = true;
        calls[index] = new CallSoFar(id, name);
    }

    /// <summary>More of a tool call's arguments.</summary>
    protected void ContinueCall(int index, string arguments)
    {
        if (calls.TryGetValue(index, out var call))
            call.Arguments.Append(arguments);
    }

    /// <summary>An error instead of the next event. Once something was generated it is a stream that was cut, and billed.</summary>
    protected ProviderException Failed(ProviderFailure failure) =>
        ProviderFailures.Of(HasBegun ? ProviderFailure.Broken : failure);

    private sealed record CallSoFar(string Id, string Name)
    {
        public StringBuilder Arguments { get; } = new();

        public FunctionCallContent ToContent() => WireContents.Call(Id, Name, Arguments.Length > 0 ? Arguments.ToString() : "{}");
    }
}
