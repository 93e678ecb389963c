namespace Tollgate.Metering.Budgets;

internal static partial class BudgetsLog
{
    [LoggerMessage(3301, LogLevel.Information, "Budget {BudgetId} of '{TenantId}' created with limit {Limit}")]
    internal static partial void Created(ILogger logger, string budgetId, string tenantId, long limit);

    [LoggerMessage(3302, LogLevel.Information, "Budget {BudgetId} of '{TenantId}' changed to limit {Limit}")]
    internal static partial void Updated(ILogger logger, string budgetId, string tenantId, long limit);

    [LoggerMessage(3303, LogLevel.Information, "Budget {BudgetId} of '{TenantId}' removed")]
    internal static partial void Deleted(ILogger logger, string budgetId, string tenantId);

    [LoggerMessage(3304, LogLevel.Information, "Budget {BudgetId} of '{TenantId}' adjusted by {Amount} for {AdjustedBy}")]
    internal static partial void Adjusted(ILogger logger, string budgetId, string tenantId, long amount, string adjustedBy);
}
