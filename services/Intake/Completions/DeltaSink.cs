namespace Tollgate.Intake.Completions;

/// <summary>Takes a piece of the answer to the caller; completes when the caller's transport has room for the next.</summary>
internal delegate ValueTask DeltaSink(string text, CancellationToken cancellationToken);
