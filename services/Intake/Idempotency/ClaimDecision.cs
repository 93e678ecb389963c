using Tollgate.Contracts.Common.V1;

namespace Tollgate.Intake.Idempotency;

/// <summary>What to do when a key is already known.</summary>
internal enum ClaimAction
{
    /// <summary>Give the stored answer.</summary>
    Replay,

    /// <summary>It is being answered: wait.</summary>
    Wait,

    /// <summary>Try again, as the same operation.</summary>
    RunAgain,

    /// <summary>The key is free again: a new operation.</summary>
    RunAnew,

    /// <summary>The key was used for another request.</summary>
    Refuse,
}

/// <summary>The decision, as a function of what is known.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Payer">Who pays when it is run.</param>
internal readonly record struct ClaimDecision(ClaimAction Action, Payer Payer)
{
    public static ClaimDecision Decide(ClaimRow row, ReadOnlySpan<byte> requestHash)
    {
        if (row.Expired)
            return new(ClaimAction.RunAnew, Payer.Customer);
        if (!requestHash.SequenceEqual(row.RequestHash))
            return new(ClaimAction.Refuse, Payer.Unspecified);
        return row.State switch
        {
            ClaimState.Done => new(ClaimAction.Replay, Payer.Unspecified),
            ClaimState.Running when row.OwnerAlive => new(ClaimAction.Wait, Payer.Unspecified),
            // The replica died with the request: nobody knows how far it came, so the customer does not pay again.
            ClaimState.Running => new(ClaimAction.RunAgain, Payer.Platform),
            _ => new(ClaimAction.RunAgain, row.Charged ? Payer.Platform : Payer.Customer),
        };
    }
}
