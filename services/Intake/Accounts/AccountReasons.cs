namespace Tollgate.Intake.Accounts;

/// <summary>Stable reasons of the admin API.</summary>
internal static class AccountReasons
{
    public const string UnknownTenant = "UNKNOWN_TENANT";
    public const string UnknownKey = "UNKNOWN_API_KEY";
    public const string TenantExists = "TENANT_EXISTS";
}
