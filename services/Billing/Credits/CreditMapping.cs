using System.Globalization;
using NodaTime;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Credits;

/// <summary>Proto and domain, nowhere else.</summary>
internal static class CreditMapping
{
    private const decimal NanosPerUnit = 1_000_000_000m;

    public static CreditGrant ToGrant(GrantCreditRequest request) => new()
    {
        GrantId = Guid.CreateVersion7(),
        TenantId = request.TenantId,
        IsPurchased = request.Kind is CreditKind.Purchased,
        Priority = request.Priority,
        Currency = request.Amount.Currency,
        Amount = request.Amount.Nanos / NanosPerUnit,
        // Rows keep microseconds, and asking again must find the same.
        ExpireTime = request.ExpireTime is { } end ? Microseconds(Instant.FromDateTimeUtc(end.ToDateTime())) : null,
        Description = request.Description,
    };

    public static CreditHold ToHold(HoldCreditRequest request) =>
        new(Guid.Parse(request.AttemptId), request.TenantId, request.Model, request.InputTokens, request.OutputTokens);

    public static Proto.CreditGrant ToProto(CreditGrant grant) => new()
    {
        GrantId = grant.GrantId.ToString(),
        TenantId = grant.TenantId,
        Kind = grant.IsPurchased ? CreditKind.Purchased : CreditKind.Promotional,
        Priority = grant.Priority,
        Amount = BilledMoney.Of(grant.Amount, grant.Currency),
        Used = ToText(grant.Used),
        Expired = ToText(grant.Expired),
        ExpireTime = grant.ExpireTime is { } end ? SubscriptionMapping.ToTimestamp(end) : null,
        Description = grant.Description,
        GrantTime = SubscriptionMapping.ToTimestamp(grant.GrantTime),
    };

    public static GetCreditResponse ToProto(TenantCredit credit) => new()
    {
        Grants = { credit.Grants.Select(ToProto) },
        Balances = { credit.Balances.Select(balance => new CreditBalance { Currency = balance.Key, Balance = ToText(balance.Value) }) },
        OpenHolds = credit.OpenHolds,
    };

    private static string ToText(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);

    private static Instant Microseconds(Instant time) => Instant.FromUnixTimeTicks(time.ToUnixTimeTicks() / 10 * 10);
}
