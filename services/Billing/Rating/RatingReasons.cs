namespace Tollgate.Billing.Rating;

/// <summary>Why a usage record was rated at zero.</summary>
public static class RatingReasons
{
    /// <summary>It was rated under the plan.</summary>
    public const string Rated = "";

    /// <summary>The platform pays for the attempt.</summary>
    public const string PlatformPaid = "PLATFORM_PAID";

    /// <summary>The attempt began before the tenant had a subscription.</summary>
    public const string NoSubscription = "NO_SUBSCRIPTION";

    /// <summary>The attempt began in the trial.</summary>
    public const string Trial = "TRIAL";
}
