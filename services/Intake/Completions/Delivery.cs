using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Mapping;

namespace Tollgate.Intake.Completions;

/// <summary>Opens a sink with what is known when the first piece comes, and passes the pieces on.</summary>
internal sealed class Delivery(IAnswerSink sink, Func<AnswerStart> start)
{
    private bool begun;

    public ValueTask WriteAsync(Delta piece, CancellationToken cancellationToken)
    {
        if (!begun)
            sink.Begin(start());
        begun = true;
        return sink.WriteAsync(piece, cancellationToken);
    }

    /// <summary>Gives an answer that was given before in one piece; one that was not retained, or is empty, has none.</summary>
    public static async ValueTask GiveAgainAsync(IAnswerSink? sink, CompleteResponse answer, CancellationToken cancellationToken)
    {
        var whole = new Delta { Text = answer.Content, ToolCalls = { answer.ToolCalls.Select(ToDelta) } };
        if (sink is not null && !whole.IsEmpty())
            await new Delivery(sink, () => AnswerStart.Of(answer)).WriteAsync(whole, cancellationToken);
    }

    private static Contracts.Inference.V1.ToolCallDelta ToDelta(Contracts.Intake.V1.ToolCall call, int index) =>
        new() { Index = index, Id = call.Id, Name = call.Name, Arguments = call.Arguments };
}
