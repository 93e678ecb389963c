using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Subscriptions;

internal static class SubscriptionErrors
{
    public static TollgateException NotSubscribed(string tenantId) =>
        TollgateException.NotFound("NO_SUBSCRIPTION", $"Tenant '{tenantId}' has no subscription.");
}
