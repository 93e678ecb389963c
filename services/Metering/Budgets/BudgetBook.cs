namespace Tollgate.Metering.Budgets;

/// <summary>
/// The budgets that a batch touches, all locked, at one instant of the database clock. Decisions are made here, in order, on plain
/// numbers; the store writes what changed.
/// </summary>
internal sealed class BudgetBook
{
    private readonly Dictionary<string, List<int>> byScope = [];
    private readonly Dictionary<long, PeriodState> byKey = [];
    private readonly PeriodState?[] current;
    private readonly List<PeriodState> periods = [];
    private readonly IReadOnlyList<BudgetDefinition> budgets;

    /// <param name="now">Database clock, read after the locks were taken.</param>
    /// <param name="budgets">Locked budgets in id order.</param>
    /// <param name="known">Their periods that matter: the current ones, and those that holds of the batch name.</param>
    public BudgetBook(DateTimeOffset now, IReadOnlyList<BudgetDefinition> budgets, IEnumerable<PeriodState> known)
    {
        Now = now;
        this.budgets = budgets;
        current = new PeriodState?[budgets.Count];
        var position = new Dictionary<long, int>(budgets.Count);
        for (var i = 0; i < budgets.Count; i++)
        {
            position[budgets[i].Key] = i;
            if (budgets[i].IsDeleted)
                continue;
            if (!byScope.TryGetValue(budgets[i].ScopeKey, out var places))
                byScope[budgets[i].ScopeKey] = places = [];
            places.Add(i);
        }

        foreach (var period in known)
        {
            byKey[period.Key] = period;
            periods.Add(period);
            if (period.Window.Contains(now))
                current[position[period.Budget.Key]] = period;
        }
    }

    public DateTimeOffset Now { get; }

    public IReadOnlyList<PeriodState> Periods => periods;

    /// <summary>The current periods of every budget that a call with these scopes spends from, in id order.</summary>
    public IReadOnlyList<PeriodState> Applicable(IReadOnlyList<string> scopeKeys)
    {
        var places = new SortedSet<int>();
        foreach (var scope in scopeKeys)
        {
            if (byScope.TryGetValue(scope, out var found))
                places.UnionWith(found);
        }

        return places.Count == 0 ? [] : [.. places.Select(Current)];
    }

    /// <summary>Periods by the keys that a hold names.</summary>
    public PeriodState Period(long key) => byKey[key];

    private PeriodState Current(int place)
    {
        if (current[place] is { } known)
            return known;
        var state = PeriodState.Untouched(budgets[place], Now);
        periods.Add(state);
        return current[place] = state;
    }
}
