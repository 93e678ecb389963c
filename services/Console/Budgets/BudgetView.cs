using System.Text.RegularExpressions;
using Tollgate.Console.Shell;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Console.Budgets;

/// <summary>A budget as it is shown: amounts with their unit, and shares of the limit.</summary>
public sealed partial class BudgetView(Budget budget)
{
    private readonly BudgetState state = budget.State ?? new BudgetState();

    public string Id => budget.BudgetId;

    public string Owner => budget.TenantId.Length == 0 ? "platform" : budget.TenantId;

    public string Scope => budget.ScopeId.Length == 0 ? Words(budget.Scope) : $"{Words(budget.Scope)} {budget.ScopeId}";

    public string Period => Words(budget.Period);

    public bool Hard => budget.Hard;

    public string Limit => Show(LimitUnits);

    public string Settled => Show(state.Settled);

    public string Held => Show(state.Held);

    public string Available => Show(state.Available);

    public decimal SettledPercent => Percent(state.Settled);

    public decimal HeldPercent => Math.Min(Percent(state.Held), 100 - SettledPercent);

    /// <summary>Thresholds in order, and whether each was crossed in this period.</summary>
    public IReadOnlyList<(int Percent, string Action, bool Crossed)> Thresholds =>
        [.. budget.Thresholds.OrderBy(threshold => threshold.Percent).Select(threshold =>
            (threshold.Percent, Words(threshold.Action), state.CrossedPercents.Contains(threshold.Percent)))];

    private long LimitUnits => IsCost ? budget.CostLimit.Nanos : budget.TokenLimit;

    private bool IsCost => budget.LimitCase == Budget.LimitOneofCase.CostLimit;

    private string Show(long units) => IsCost ? Format.Cost(units, budget.CostLimit.Currency) : $"{Format.Count(units)} tokens";

    private decimal Percent(long units) => LimitUnits == 0 ? (units > 0 ? 100 : 0) : Math.Clamp(100m * units / LimitUnits, 0, 100);

    // "CheaperModel" is "cheaper model".
    private static string Words<T>(T value)
        where T : struct, Enum => Capitals().Replace(value.ToString(), " $0").TrimStart().ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capitals();
}
