namespace Tollgate.Intake.Keys;

internal static partial class KeysLog
{
    [LoggerMessage(1101, LogLevel.Information, "API key {ApiKeyId} refused: {Reason}")]
    internal static partial void Refused(ILogger logger, string apiKeyId, string reason);

    [LoggerMessage(1102, LogLevel.Information, "API key {ApiKeyId} of tenant {TenantId} created")]
    internal static partial void Created(ILogger logger, string apiKeyId, string tenantId);

    [LoggerMessage(1103, LogLevel.Information, "API key {ApiKeyId} of tenant {TenantId} revoked")]
    internal static partial void Revoked(ILogger logger, string apiKeyId, string tenantId);
}
