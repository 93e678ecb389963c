using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Forecasts;

/// <summary>In what an amount is told: money of a currency, or tokens.</summary>
/// <param name="Currency">Empty for tokens.</param>
internal readonly record struct ForecastUnit(string Currency)
{
    public static readonly ForecastUnit Tokens = new("");

    private bool IsCost => Currency.Length > 0;

    public long Of(Spend spend) => spend.In(IsCost ? BudgetUnit.Cost : BudgetUnit.Tokens);

    public ForecastAmount Amount(long amount) =>
        IsCost ? new() { Cost = new Money { Currency = Currency, Nanos = amount } } : new() { Tokens = amount };

    /// <summary>A fact and what is expected beyond it. Only the estimate is rounded.</summary>
    public ForecastAmount Amount(long fact, double estimate) =>
        Amount((long)Int128.Clamp((Int128)fact + (Int128)Math.Round(estimate), long.MinValue, long.MaxValue));
}
