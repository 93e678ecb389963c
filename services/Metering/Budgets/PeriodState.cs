namespace Tollgate.Metering.Budgets;

/// <summary>A budget's counters in one period, while its row is locked.</summary>
internal sealed class PeriodState(BudgetDefinition budget, PeriodWindow window, long key, long settled, long held, IEnumerable<int> crossed)
{
    private readonly HashSet<int> crossed = [.. crossed];

    public BudgetDefinition Budget => budget;

    public PeriodWindow Window => window;

    /// <summary>Database key; 0 until the period's row is made.</summary>
    public long Key { get; set; } = key;

    public long Settled { get; private set; } = settled;

    public long Held { get; private set; } = held;

    public bool IsChanged { get; private set; }

    /// <summary>Thresholds that were crossed under this lock.</summary>
    public List<Threshold> NewlyCrossed { get; } = [];

    public IReadOnlyCollection<int> Crossed => crossed;

    /// <summary>limit - settled - held; negative after a correction or a lowered limit.</summary>
    public long Room => Saturate((Int128)budget.Limit - Settled - Held);

    public bool HasRoomFor(long amount) => (Int128)Settled + Held + amount <= budget.Limit;

    public void Hold(long amount) => Change(Settled, checked(Held + amount));

    public void Release(long amount) => Change(Settled, checked(Held - amount));

    public void Settle(long amount) => Change(checked(Settled + amount), Held);

    /// <summary>Notes thresholds that are reached and were not before. Also called when the limit changes.</summary>
    public void NoteCrossings()
    {
        var spent = (Int128)Settled + Held;
        foreach (var threshold in budget.Thresholds)
        {
            if (spent > 0 && spent * 100 >= (Int128)budget.Limit * threshold.Percent && crossed.Add(threshold.Percent))
                NewlyCrossed.Add(threshold);
        }
    }

    /// <summary>Less of its limit is left here than there.</summary>
    public bool IsTighterThan(PeriodState other) => (Int128)Room * Math.Max(other.Budget.Limit, 1) < (Int128)other.Room * Math.Max(budget.Limit, 1);

    private void Change(long settled, long held)
    {
        IsChanged = true;
        Settled = settled;
        Held = held;
        NoteCrossings();
    }

    private static long Saturate(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);
}
