using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Keys;

namespace Tollgate.Intake.Completions;

/// <summary>A request as an edge hands it over.</summary>
/// <param name="Key">Who asks.</param>
/// <param name="Request">What is asked; null when the caller sent nothing.</param>
/// <param name="FieldPrefix">What stands before the request's fields in error messages.</param>
/// <param name="Deadline">When the caller stops waiting (UTC); null when it did not say.</param>
/// <param name="Sink">Takes the pieces of the answer; null when the caller wants it whole.</param>
/// <param name="Begun">Hears which operation the request has become, before anything is run for it; null when nobody needs to know so early.</param>
internal sealed record CompletionCall(
    ApiKeyIdentity Key, CompleteRequest? Request, string FieldPrefix, DateTime? Deadline, IAnswerSink? Sink, Action<Operation>? Begun = null);
