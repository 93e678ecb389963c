using System.Diagnostics;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Idempotency;

namespace Tollgate.Intake.Completed;

/// <summary>A request that has ended: the fact for others, and what its idempotency key remembers.</summary>
/// <param name="Event">The fact.</param>
/// <param name="Claim">Set when the request had an idempotency key.</param>
/// <param name="Trace">The request's trace, so that what follows from the event belongs to it.</param>
internal sealed record EndedRequest(RequestCompleted Event, ClaimResult? Claim, ActivityContext Trace);
