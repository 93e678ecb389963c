namespace Tollgate.Routing.Thresholds;

internal static partial class ThresholdsLog
{
    [LoggerMessage(4201, LogLevel.Information, "Budget {BudgetId} of tenant '{TenantId}' asks for cheaper models until {PeriodEnd}")]
    public static partial void CheaperModels(ILogger logger, string budgetId, string tenantId, DateTimeOffset? periodEnd);

    [LoggerMessage(4202, LogLevel.Warning, "Could not refresh the budget thresholds; keeping those known")]
    public static partial void RefreshFailed(ILogger logger, Exception exception);
}
