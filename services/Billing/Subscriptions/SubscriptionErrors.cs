using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Subscriptions;

internal static class SubscriptionErrors
{
    public static TollgateException NotSubscribed(string tenantId) =>
        TollgateException.NotFound("NO_SUBSCRIPTION", $"Tenant '{tenantId}' has no subscription.");

    public static TollgateException UnknownPlan(string planId) => TollgateException.NotFound("UNKNOWN_PLAN", $"There is no plan '{planId}'.");

    public static TollgateException Ended() =>
        TollgateException.FailedPrecondition("SUBSCRIPTION_ENDED", "The subscription has ended or is cancelled; subscribe again.");

    public static TollgateException OtherCurrency(string currency) =>
        TollgateException.FailedPrecondition("OTHER_CURRENCY", $"A subscription in {currency} can only change to a plan in {currency}.");

    public static TollgateException CallsInFlight() => TollgateException.FailedPrecondition(
        "CREDIT_DOES_NOT_COVER_CALLS", "The prepaid credit does not cover the calls in flight under that plan; try again when they have ended, or change at the end of the period.");

    public static TollgateException UnknownPack(string packId) =>
        TollgateException.NotFound("UNKNOWN_PACK", $"The plan has no burst pack '{packId}'.");

    public static TollgateException RequestIdReused() =>
        TollgateException.FailedPrecondition("REQUEST_ID_REUSED", "The request id was used before for something else.");
}
