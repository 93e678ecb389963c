namespace Tollgate.Metering.Budgets;

/// <summary>An amount in both units that budgets count in.</summary>
/// <param name="CostNanos">Provider cost in nanos.</param>
/// <param name="Tokens">Input and output tokens.</param>
internal readonly record struct Spend(long CostNanos, long Tokens)
{
    public static readonly Spend Zero;

    public long In(BudgetUnit unit) => unit == BudgetUnit.Cost ? CostNanos : Tokens;

    public static Spend operator +(Spend left, Spend right) =>
        new(checked(left.CostNanos + right.CostNanos), checked(left.Tokens + right.Tokens));

    public static Spend operator -(Spend left, Spend right) =>
        new(checked(left.CostNanos - right.CostNanos), checked(left.Tokens - right.Tokens));

    public static Spend Max(Spend left, Spend right) =>
        new(Math.Max(left.CostNanos, right.CostNanos), Math.Max(left.Tokens, right.Tokens));
}
