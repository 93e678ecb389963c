using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Completions;
using Tollgate.Intake.Keys;

namespace Tollgate.Intake.Embeddings;

/// <summary>Texts as an edge hands them over.</summary>
/// <param name="Key">Who asks.</param>
/// <param name="Request">What is to be embedded.</param>
/// <param name="Deadline">When the caller stops waiting (UTC); null when it did not say.</param>
/// <param name="Begun">Hears which operation the request has become; null when nobody needs to know so early.</param>
internal sealed record EmbedCall(ApiKeyIdentity Key, EmbedRequest Request, DateTime? Deadline, Action<Operation>? Begun = null);
