namespace Tollgate.Intake.Idempotency;

/// <summary>This run of this process. A restarted replica is another one: it knows nothing of what it did before.</summary>
internal sealed class ReplicaIdentity(TimeProvider clock)
{
    public Guid Id { get; } = Guid.CreateVersion7(clock.GetUtcNow());
}
