namespace Tollgate.Intake.Accounts;

/// <summary>A paying customer as the request path needs it.</summary>
internal sealed record TenantSettings(
    string TenantId, string DisplayName, string Region, string TimeZone, int AnswerRetentionDays, DateTimeOffset CreateTime, long Version)
    : IVersioned;
