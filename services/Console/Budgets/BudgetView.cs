using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Tollgate.Console.Shell;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Console.Budgets;

/// <summary>A budget as it is shown: amounts with their unit, and shares of the limit.</summary>
public sealed partial class BudgetView(Budget budget, BudgetForecast? forecast = null)
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

    /// <summary>Where it is heading could not be read.</summary>
    public bool LacksEstimates { get; init; }

    /// <summary>What is expected by 15:00 and by the period's end, as estimates.</summary>
    public IReadOnlyList<(string Until, string Estimate)> Expected =>
        [.. (forecast?.Forecast.Points ?? []).Select(point => (point.Until == ForecastUntil.ThreePm ? "By 15:00" : $"By the end of the {Period}", Range(point)))];

    /// <summary>When the budget is expected to be used up; null when that is not expected, or used up already and plain to see.</summary>
    public string? Reach => forecast?.Reach switch
    {
        null or { Reached: true } => null,
        { ExpectedTime: { } expected } => $"expected to be used up {Time(expected)}",
        { EarliestTime: var earliest } => $"may be used up from {Time(earliest)}",
    };

    private long LimitUnits => IsCost ? budget.CostLimit.Nanos : budget.TokenLimit;

    private bool IsCost => budget.LimitCase == Budget.LimitOneofCase.CostLimit;

    private string Show(long units) => IsCost ? Format.Cost(units, budget.CostLimit.Currency) : $"{Format.Count(units)} tokens";

    private string Range(ForecastPoint point) =>
        point.Low is null ? Show(point.Median) : $"{Show(point.Median)} ({Show(point.Low)} to {Show(point.High)})";

    private string Show(ForecastAmount amount) => Show(amount.UnitCase == ForecastAmount.UnitOneofCase.Cost ? amount.Cost.Nanos : amount.Tokens);

    private static string Time(Timestamp time) => time.ToDateTimeOffset().ToString("d MMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private decimal Percent(long units) => LimitUnits == 0 ? (units > 0 ? 100 : 0) : Math.Clamp(100m * units / LimitUnits, 0, 100);

    // "CheaperModel" is "cheaper model".
    private static string Words<T>(T value)
        where T : struct, System.Enum => Capitals().Replace(value.ToString(), " $0").TrimStart().ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capitals();
}
