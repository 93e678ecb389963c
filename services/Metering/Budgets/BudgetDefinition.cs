using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Budgets;

/// <summary>A limit on a scope and period, as it is stored.</summary>
internal sealed record BudgetDefinition
{
    /// <summary>Database key; 0 until stored. A budget that takes a deleted one's id has a key of its own.</summary>
    public long Key { get; init; }

    public required string BudgetId { get; init; }

    public required string TenantId { get; init; }

    public required BudgetScope Scope { get; init; }

    public required string ScopeId { get; init; }

    public required BudgetPeriod Period { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>Empty for token budgets.</summary>
    public required string Currency { get; init; }

    public required long Limit { get; init; }

    public required bool Hard { get; init; }

    public required IReadOnlyList<Threshold> Thresholds { get; init; }

    /// <summary>What is carried from one period to the next at most; 0 for nothing.</summary>
    public long RolloverCap { get; init; }

    public BurstRule BurstRule { get; init; }

    /// <summary>Credits as read under the lock; null for a budget without them.</summary>
    public BurstCredits? Burst { get; init; }

    /// <summary>Of the entitlements that the limit is from; null when an operator made the budget.</summary>
    public long? PlanVersion { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public bool IsDeleted { get; init; }

    public BudgetUnit Unit => Currency.Length == 0 ? BudgetUnit.Tokens : BudgetUnit.Cost;

    /// <summary>What a call is matched by.</summary>
    public string ScopeKey => ScopeKeys.Of(Scope, TenantId, ScopeId);

    /// <summary>Belongs to a customer, who does not pay for what the platform absorbs.</summary>
    public bool IsCustomers => TenantId.Length > 0;

    public PeriodWindow WindowAt(DateTimeOffset now) => PeriodWindow.At(Period, TimeZone, now);
}

/// <summary>A share of the limit and what happens there.</summary>
/// <param name="Percent">1 to 100.</param>
/// <param name="Action">What is asked for.</param>
internal readonly record struct Threshold(int Percent, BudgetAction Action)
{
    /// <summary>Somebody is turned away there, for which only what is settled counts.</summary>
    public bool Refuses => Action is BudgetAction.CacheOnly or BudgetAction.BatchOnly or BudgetAction.Block;
}
