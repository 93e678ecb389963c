using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Keys;

namespace Tollgate.Intake.Completions;

/// <summary>A request as an edge hands it over.</summary>
/// <param name="Key">Who asks.</param>
/// <param name="Request">What is asked; null when the caller sent nothing.</param>
/// <param name="FieldPrefix">What stands before the request's fields in error messages.</param>
/// <param name="Deadline">When the caller stops waiting (UTC); null when it did not say.</param>
/// <param name="Deltas">Takes the pieces of the answer; null when the caller wants it whole.</param>
/// <param name="Stops">Hears of an answer that is stopped in the middle, before the error that says so; null when the caller wants it whole.</param>
internal sealed record CompletionCall(
    ApiKeyIdentity Key, CompleteRequest? Request, string FieldPrefix, DateTime? Deadline, DeltaSink? Deltas, StopSink? Stops = null);
