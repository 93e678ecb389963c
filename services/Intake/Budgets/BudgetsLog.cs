using Grpc.Core;

namespace Tollgate.Intake.Budgets;

internal static partial class BudgetsLog
{
    [LoggerMessage(1601, LogLevel.Warning, "Could not refresh the budget thresholds ({Status}); keeping those known")]
    public static partial void RefreshFailed(ILogger logger, StatusCode status);
}
