namespace Tollgate.Intake.Completions;

/// <summary>Opens a sink with what is known when the first piece comes, and passes the pieces on.</summary>
internal sealed class Delivery(IAnswerSink sink, Func<AnswerStart> start)
{
    private bool begun;

    public ValueTask WriteAsync(string text, CancellationToken cancellationToken)
    {
        if (!begun)
            sink.Begin(start());
        begun = true;
        return sink.WriteAsync(text, cancellationToken);
    }
}
