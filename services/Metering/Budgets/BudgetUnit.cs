namespace Tollgate.Metering.Budgets;

/// <summary>What a budget counts.</summary>
internal enum BudgetUnit
{
    /// <summary>Provider cost in nanos.</summary>
    Cost,

    /// <summary>Input and output tokens.</summary>
    Tokens,
}
