using Tollgate.Contracts.Common.V1;

namespace Tollgate.Intake.Completions;

/// <summary>One try at an accepted request.</summary>
/// <param name="Id">UUIDv7; stays the same when the request is tried again under its idempotency key.</param>
/// <param name="Try">1 for the first try.</param>
/// <param name="Payer">Who pays for the attempts of this try.</param>
internal sealed record Operation(Guid Id, int Try, Payer Payer)
{
    public static Operation New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()), 1, Payer.Customer);
}
