namespace Tollgate.Intake.Idempotency;

/// <summary>How a request with a key begins: with the right to run it, or with the answer it already has, as it was stored.</summary>
internal sealed record IdempotencyStart(Claim? Claim, byte[]? Stored);
