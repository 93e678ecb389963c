using Tollgate.Intake.Completions;

namespace Tollgate.Intake.Idempotency;

/// <summary>The right to run a request under its key. Ends with a <see cref="ClaimResult"/>.</summary>
internal sealed record Claim(string TenantId, string Key, Operation Operation);

/// <summary>How the run ended, as the key remembers it.</summary>
/// <param name="Claim">The right that ends with it.</param>
/// <param name="State">Done or failed.</param>
/// <param name="Charged">The customer may have been charged for it.</param>
/// <param name="Completion">Encrypted answer or error; null after a failure.</param>
internal sealed record ClaimResult(Claim Claim, ClaimState State, bool Charged, byte[]? Completion);
