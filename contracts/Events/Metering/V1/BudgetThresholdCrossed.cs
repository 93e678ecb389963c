namespace Tollgate.Contracts.Metering.V1;

/// <summary>
/// A budget passed a threshold. Sent once for each crossing, whatever the number of replicas; a threshold can be crossed again in a period only
/// after the budget was changed or adjusted so that it was not reached any more. Whoever misses it asks BudgetsService.ListActiveThresholds.
/// </summary>
[WireName("metering.budget-threshold-crossed.v1")]
public sealed record BudgetThresholdCrossed
{
    /// <summary>UUIDv5 of the crossing.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The budget.</summary>
    public required string BudgetId { get; init; }

    /// <summary>Owner; empty for provider and platform budgets.</summary>
    public required string TenantId { get; init; }

    /// <summary>What the budget limits.</summary>
    public required BudgetScope Scope { get; init; }

    /// <summary>Assistant, user, key or provider id; empty for tenant and platform budgets.</summary>
    public string ScopeId { get; init; } = "";

    /// <summary>The threshold, 1 to 100.</summary>
    public required int Percent { get; init; }

    /// <summary>What the threshold asks for.</summary>
    public required BudgetAction Action { get; init; }

    /// <summary>Start of the period; null for a total budget.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <summary>End of the period, when the action ends; null for a total budget.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }

    /// <summary>When it was crossed (UTC).</summary>
    public required DateTimeOffset CrossTime { get; init; }
}
