namespace Tollgate.Intake.Idempotency;

/// <summary>What the database knows of a key.</summary>
internal sealed record ClaimRow
{
    public required byte[] RequestHash { get; init; }

    public required Guid OperationId { get; init; }

    public required ClaimState State { get; init; }

    public required Guid Owner { get; init; }

    public required int Tries { get; init; }

    /// <summary>An earlier try may have been charged to the customer.</summary>
    public required bool Charged { get; init; }

    public required byte[]? Completion { get; init; }

    /// <summary>The replica that runs it is alive.</summary>
    public required bool OwnerAlive { get; init; }

    /// <summary>The window has passed: the key is free again.</summary>
    public required bool Expired { get; init; }
}
