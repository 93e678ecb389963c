namespace Tollgate.Intake.Idempotency;

/// <summary>Stable reasons around idempotency keys.</summary>
internal static class IdempotencyReasons
{
    public const string Reused = "IDEMPOTENCY_KEY_REUSED";
    public const string InFlight = "REQUEST_IN_FLIGHT";
}
