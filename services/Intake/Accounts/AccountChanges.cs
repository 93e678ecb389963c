namespace Tollgate.Intake.Accounts;

/// <summary>Rows that are newer than what a replica knew.</summary>
internal sealed record AccountChanges(
    IReadOnlyList<TenantSettings> Tenants, IReadOnlyList<AssistantSettings> Assistants, IReadOnlyList<ApiKeyRecord> Keys);
