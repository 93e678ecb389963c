using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Holds;

/// <summary>What was decided.</summary>
internal abstract record HoldAnswer;

/// <summary>Held. The tightest budget that applies, if any, what is left of it, and what is held for the attempt by now.</summary>
internal sealed record HoldGranted(PeriodState? Tightest, long Room, Spend Held) : HoldAnswer;

/// <summary>Nothing is held: this is the first hard budget without room.</summary>
internal sealed record HoldRefused(PeriodState Period, long Room) : HoldAnswer;

/// <summary>Nothing is held any more.</summary>
internal sealed record HoldReleased : HoldAnswer
{
    public static readonly HoldReleased Instance = new();
}

/// <summary>It cannot be done.</summary>
internal sealed record HoldFailed(string Reason, string Message, bool IsRetryable = false) : HoldAnswer
{
    public static readonly HoldFailed Tombstoned = new("TOMBSTONED", "The attempt was released before.");
    public static readonly HoldFailed Settled = new("ALREADY_SETTLED", "The attempt's usage is already in the ledger.");
    public static readonly HoldFailed Unknown = new("UNKNOWN_ATTEMPT", "Nothing is held for this attempt.");
    public static readonly HoldFailed Unavailable = new("UNAVAILABLE", "The decision could not be recorded now.", IsRetryable: true);
}
