using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.Completions;

/// <summary>Takes an answer to the caller while it is made. One for each edge.</summary>
internal interface IAnswerSink
{
    /// <summary>What is known when the first piece comes. Called once, before it; not at all when there is none.</summary>
    void Begin(AnswerStart start);

    /// <summary>Takes a piece of the answer; completes when the caller's transport has room for the next.</summary>
    ValueTask WriteAsync(Delta piece, CancellationToken cancellationToken);

    /// <summary>Takes why the answer stops in the middle, with the receipt of what was used, before the error that says so.</summary>
    ValueTask StopAsync(Stopped stopped, CancellationToken cancellationToken);
}
