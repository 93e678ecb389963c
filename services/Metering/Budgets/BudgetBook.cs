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
    /// <param name="known">
    /// Their periods that matter: the current ones, those that holds of the batch name, and where unused parts are carried over those before.
    /// </param>
    public BudgetBook(DateTimeOffset now, IReadOnlyList<BudgetDefinition> budgets, IEnumerable<PeriodState> known)
    {
        Now = now;
        this.budgets = budgets;
        current = new PeriodState?[budgets.Count];
        var position = new Dictionary<long, int>(budgets.Count);
        for (var i = 0; i < budgets.Count; i++)
        {
            position[budgets[i].Key] = i;
            budgets[i].Burst?.RefillUntil(now);
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

        foreach (var period in current)
        {
            if (period is { Budget.RolloverCap: > 0, Budget.IsDeleted: false } && Before(period) is { } before)
                before.Next = period;
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

    /// <summary>The budget that a user's plan made on its scope; null when there is none.</summary>
    public BudgetDefinition? OfPlan(string scopeKey) =>
        byScope.TryGetValue(scopeKey, out var places) ? places.Select(place => budgets[place]).FirstOrDefault(budget => budget.PlanVersion is not null) : null;

    /// <summary>Periods by the keys that a hold names.</summary>
    public PeriodState Period(long key) => byKey[key];

    /// <summary>The current period of every budget, in id order.</summary>
    public IReadOnlyList<PeriodState> Current() => [.. Enumerable.Range(0, budgets.Count).Select(Current)];

    /// <summary>Carries over what holds of the periods before did not use. Once the batch is decided; decisions look on their way.</summary>
    public void CarryOver()
    {
        foreach (var period in periods)
            period.CarryOver();
    }

    private PeriodState Current(int place)
    {
        if (current[place] is not { } state)
            current[place] = state = Begin(budgets[place]);
        if (state.Budget.RolloverCap > 0)
            Before(state)?.CarryOver();
        return state;
    }

    private PeriodState Begin(BudgetDefinition budget)
    {
        var state = PeriodState.Untouched(budget, Now);
        periods.Add(state);
        if (budget.RolloverCap == 0 || budget.CreatedAt >= state.Window.Start)
            return state;

        // Nobody touched the period before: all of it is unused.
        var before = Before(state);
        if (before is null)
            periods.Add(before = PeriodState.Untouched(budget, state.Window.Start.AddTicks(-1)));
        before.Next = state;
        return state;
    }

    private PeriodState? Before(PeriodState state) =>
        periods.Find(period => period.Budget.Key == state.Budget.Key && period.Window.End == state.Window.Start);
}
