namespace Tollgate.Metering.Budgets;

/// <summary>A budget's counters in one period, while its row is locked, and what was done to them since.</summary>
internal sealed class PeriodState(BudgetDefinition budget, PeriodWindow window, long key, PeriodCounters counters, IEnumerable<int> crossed)
{
    private readonly HashSet<int> crossed = [.. crossed];
    private readonly List<PeriodChange> changes = [];

    public BudgetDefinition Budget => budget;

    public PeriodWindow Window => window;

    /// <summary>Database key; 0 until the period's row is made.</summary>
    public long Key { get; set; } = key;

    /// <summary>The current period, where this is the one before it and what it leaves unused is carried over.</summary>
    public PeriodState? Next { get; set; }

    /// <summary>As they were found.</summary>
    public PeriodCounters Before { get; } = counters;

    public PeriodCounters Counters { get; private set; } = counters;

    /// <summary>What was done under this lock, in order: the next entry of the hold history.</summary>
    public IReadOnlyList<PeriodChange> Changes => changes;

    /// <summary>Thresholds that were crossed under this lock.</summary>
    public List<Threshold> NewlyCrossed { get; } = [];

    /// <summary>Thresholds that are not reached any more since the budget was changed or adjusted.</summary>
    public IReadOnlyList<int> Lifted { get; private set; } = [];

    public IReadOnlyCollection<int> Crossed => crossed;

    public long Settled => Counters.Settled;

    public long Held => Counters.Held;

    public long Room => Counters.Room;

    /// <summary>What does not fit is refused.</summary>
    public bool Refuses => budget is { Hard: true, IsDeleted: false };

    // What the next period can give back of what it was given.
    private long Returnable => Next is null ? 0 : Math.Max(0, Math.Min(Counters.CarriedOut, Next.Room));

    /// <summary>A period that nothing has touched yet.</summary>
    public static PeriodState Untouched(BudgetDefinition budget, DateTimeOffset now) =>
        new(budget, budget.WindowAt(now), key: 0, new PeriodCounters { Limit = budget.Limit }, crossed: []);

    public bool HasRoomFor(long amount) =>
        (Int128)Settled + Held + amount <= (Int128)Counters.Allowance + Returnable + (budget.Burst?.Level ?? 0);

    public void Hold(Guid attemptId, long amount)
    {
        MakeRoom(attemptId, amount);
        Change(ChangeKind.Held, attemptId, Counters with { Held = checked(Held + amount) });
    }

    public void Extend(Guid attemptId, long amount)
    {
        MakeRoom(attemptId, amount);
        Change(ChangeKind.Extended, attemptId, Counters with { Held = checked(Held + amount) });
    }

    /// <summary>Puts on record that there was no room.</summary>
    public void Refuse(Guid attemptId, long wanted) => changes.Add(new(ChangeKind.Refused, attemptId, 0, 0, 0, wanted));

    public void Release(Guid attemptId, long amount)
    {
        Change(ChangeKind.Released, attemptId, Counters with { Held = checked(Held - amount) });
        ReturnBurst();
    }

    /// <summary>Usage takes the place of what was held for it; nothing was when the attempt never asked.</summary>
    public void Settle(Guid attemptId, long held, long amount)
    {
        Change(ChangeKind.Settled, attemptId, Counters with { Held = checked(Held - held), Settled = checked(Settled + amount) });
        ReturnBurst();
    }

    public void Correct(Guid attemptId, long difference)
    {
        Change(ChangeKind.Corrected, attemptId, Counters with { Settled = checked(Settled + difference) });
        ReturnBurst();
    }

    public void ChangeLimit(long limit)
    {
        Change(ChangeKind.LimitChanged, attemptId: null, Counters with { Limit = limit });
        ReturnBurst();
    }

    public void Adjust(long amount)
    {
        Change(ChangeKind.Adjusted, attemptId: null, Counters with { Adjusted = checked(Counters.Adjusted + amount) });
        ReturnBurst();
    }

    /// <summary>
    /// Gives the next period what is unused here, up to the budget's cap; again whenever a hold of this period ends for less. What is
    /// given is allowed there and no longer here, so nothing can be spent twice.
    /// </summary>
    public void CarryOver()
    {
        if (Next is not null && Math.Min(budget.RolloverCap - Counters.CarriedOut, Counters.Unused) is > 0 and var amount)
            Carry(amount);
    }

    /// <summary>
    /// Looks at the thresholds anew, since the budget was changed or adjusted. Otherwise one that was crossed stays so until the period
    /// ends: what settles for less than was held is no reason to change course and back.
    /// </summary>
    public void Reconsider()
    {
        Lifted = [.. crossed.Where(percent => !budget.Thresholds.Any(threshold => threshold.Percent == percent && IsReached(threshold)))];
        crossed.ExceptWith(Lifted);
        NoteCrossings();
    }

    /// <summary>Less of its limit is left here than there.</summary>
    public bool IsTighterThan(PeriodState other) =>
        (Int128)Room * Math.Max(other.Counters.Limit, 1) < (Int128)other.Room * Math.Max(Counters.Limit, 1);

    // Only when what is allowed is used up: first what was carried over comes back, then burst credits are drawn.
    private void MakeRoom(Guid attemptId, long amount)
    {
        if (!Refuses)
            return;
        var missing = (Int128)Settled + Held + amount - Counters.Allowance;
        if (missing > 0 && Returnable is > 0 and var returnable)
        {
            var back = (long)Int128.Min(missing, returnable);
            Carry(-back);
            missing -= back;
        }

        if (missing > 0 && budget.Burst is { } burst)
        {
            burst.Draw((long)missing);
            Change(ChangeKind.BurstDrawn, attemptId, Counters with { Burst = Counters.Burst + (long)missing });
        }
    }

    private void NoteCrossings()
    {
        foreach (var threshold in budget.Thresholds)
        {
            if (IsReached(threshold) && crossed.Add(threshold.Percent))
                NewlyCrossed.Add(threshold);
        }
    }

    private bool IsReached(Threshold threshold)
    {
        var spent = threshold.Refuses ? (Int128)Settled : (Int128)Settled + Held;
        return spent > 0 && spent * 100 >= (Int128)Counters.OwnAllowance * threshold.Percent;
    }

    private void ReturnBurst()
    {
        if (Math.Min(Counters.Burst, Room) is not (> 0 and var unneeded))
            return;
        budget.Burst?.Return(unneeded);
        Change(ChangeKind.BurstReturned, attemptId: null, Counters with { Burst = Counters.Burst - unneeded });
    }

    private void Carry(long amount)
    {
        Change(ChangeKind.CarriedOut, attemptId: null, Counters with { CarriedOut = Counters.CarriedOut + amount });
        Next!.Change(ChangeKind.CarriedIn, attemptId: null, Next.Counters with { CarriedIn = Next.Counters.CarriedIn + amount });
    }

    private void Change(ChangeKind kind, Guid? attemptId, PeriodCounters next)
    {
        var change = new PeriodChange(kind, attemptId, next.Settled - Settled, next.Held - Held, next.Allowance - Counters.Allowance);
        Counters = next;
        if (change.IsNothing)
            return;
        changes.Add(change);
        NoteCrossings();
    }
}
