using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Entitlements;

/// <summary>How the table writes a status.</summary>
internal static class AccountStatuses
{
    public static string ToText(AccountStatus status) => status switch
    {
        AccountStatus.Active => "active",
        AccountStatus.Trial => "trial",
        AccountStatus.PastDue => "past_due",
        AccountStatus.Suspended => "suspended",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static AccountStatus Parse(string text) => text switch
    {
        "active" => AccountStatus.Active,
        "trial" => AccountStatus.Trial,
        "past_due" => AccountStatus.PastDue,
        "suspended" => AccountStatus.Suspended,
        _ => throw new ArgumentOutOfRangeException(nameof(text)),
    };
}
