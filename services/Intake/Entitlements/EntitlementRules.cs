using Tollgate.Intake.Completions;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Entitlements;

/// <summary>Whether a tenant may have what it asks for. A tenant without a subscription may.</summary>
internal static class EntitlementRules
{
    public const string AccountSuspended = "ACCOUNT_SUSPENDED";
    public const string FeatureNotInPlan = "FEATURE_NOT_IN_PLAN";
    public const string UserLimitReached = "USER_LIMIT_REACHED";

    /// <exception cref="TollgateException">ACCOUNT_SUSPENDED or FEATURE_NOT_IN_PLAN.</exception>
    public static void Require(TenantEntitlements? entitlements, AcceptedRequest request, EntitlementsOptions options)
    {
        RequireActive(entitlements);
        if (entitlements is not { PlanId.Length: > 0 } || request.KnowledgeBase.Length == 0)
            return;

        RequireFeature(entitlements, PlanFeatures.Knowledge, "answers from a knowledge base");
        if (request.KnowledgeTokenBudget > options.StandardRetrievalTokens)
            RequireFeature(entitlements, PlanFeatures.ExtendedRetrieval, $"more than {options.StandardRetrievalTokens} tokens of passages");
    }

    /// <exception cref="TollgateException">ACCOUNT_SUSPENDED.</exception>
    public static void RequireActive(TenantEntitlements? entitlements)
    {
        if (entitlements is { IsSuspended: true })
            throw TollgateException.PermissionDenied(AccountSuspended, "The account is suspended.");
    }

    private static void RequireFeature(TenantEntitlements entitlements, string feature, string what)
    {
        if (!entitlements.Features.Contains(feature))
        {
            throw TollgateException.PermissionDenied(
                FeatureNotInPlan, $"Plan '{entitlements.PlanId}' does not open '{feature}', which {what} need.");
        }
    }
}
