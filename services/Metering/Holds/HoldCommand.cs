using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Holds;

/// <summary>What Inference asks for, already checked.</summary>
/// <param name="AttemptId">The attempt.</param>
internal abstract record HoldCommand(Guid AttemptId);

/// <summary>Set the worst case aside on every applicable budget, or on none.</summary>
internal sealed record PlaceHold(
    Guid AttemptId, Guid? OperationId, Spender Spender, string Model, Spend Worst, DateTimeOffset? Deadline) : HoldCommand(AttemptId)
{
    /// <summary>What the plan lets the user have; null when the caller does not say.</summary>
    public UserLimit? UserLimit { get; init; }
}

/// <summary>Raise it to a new total.</summary>
internal sealed record ExtendHold(Guid AttemptId, Spend Total) : HoldCommand(AttemptId);

/// <summary>Give it back: the call was never made.</summary>
internal sealed record ReleaseHold(Guid AttemptId) : HoldCommand(AttemptId);
