using Grpc.Core;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Routing.Thresholds;

internal static partial class ThresholdsLog
{
    [LoggerMessage(4201, LogLevel.Information, "Budget {BudgetId} of tenant '{TenantId}' asks for {Action} until {PeriodEnd}")]
    public static partial void Crossed(ILogger logger, string budgetId, string tenantId, BudgetAction action, DateTimeOffset? periodEnd);

    [LoggerMessage(4202, LogLevel.Warning, "Could not refresh the budget thresholds ({Status}); keeping those known")]
    public static partial void RefreshFailed(ILogger logger, StatusCode status);
}
