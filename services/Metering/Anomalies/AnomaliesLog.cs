using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Anomalies;

internal static partial class AnomaliesLog
{
    [LoggerMessage(4001, LogLevel.Warning, "Anomaly {AnomalyId}: {Metric} of '{TenantId}' is {Direction} than expected")]
    internal static partial void Found(ILogger logger, Guid anomalyId, string tenantId, AnomalyMetric metric, string direction);

    [LoggerMessage(4002, LogLevel.Information, "Anomaly {AnomalyId} is withdrawn: after corrections {Metric} of '{TenantId}' is ordinary")]
    internal static partial void Withdrawn(ILogger logger, Guid anomalyId, string tenantId, AnomalyMetric metric);

    [LoggerMessage(4003, LogLevel.Warning, "Looking for anomalies was interrupted by the database; trying again")]
    internal static partial void Interrupted(ILogger logger, Exception error);
}
