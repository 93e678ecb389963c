using Tollgate.Contracts.Metering.V1;
using Tollgate.Inference.Credits;
using Tollgate.Inference.Holds;

namespace Tollgate.Inference.Attempts;

/// <summary>An attempt whose intent is durable and whose worst case is held: the provider may be called until <see cref="MayStart"/> says no.</summary>
internal sealed class OpenedAttempt(
    AttemptIntent intent, BudgetRoom? tightest, CreditAnswer credit, SlicedHold? slices, TimeProvider clock, long openedAt)
{
    public AttemptIntent Intent => intent;

    public Guid Id => intent.AttemptId;

    /// <summary>Room in the tightest budget after the hold; null when none applies.</summary>
    public BudgetRoom? Tightest => tightest;

    /// <summary>What Billing said about prepaid credit.</summary>
    public CreditAnswer Credit => credit;

    /// <summary>The hold, where it grows with the answer; null where the worst case is held.</summary>
    public SlicedHold? Slices => slices;

    /// <summary>What is held now.</summary>
    public WorstCase Held => slices?.Held ?? intent.WorstCase;

    /// <summary>By this process's own monotonic clock, which began to run before the database set the limit.</summary>
    public bool MayStart => clock.GetElapsedTime(openedAt) < intent.StartWithin;

    /// <summary>Time left until the call must have ended.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = intent.EndWithin - clock.GetElapsedTime(openedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
