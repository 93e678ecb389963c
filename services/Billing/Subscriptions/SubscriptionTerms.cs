using NodaTime;

namespace Tollgate.Billing.Subscriptions;

/// <summary>What a subscription is from an instant on, until the next terms.</summary>
/// <param name="Start">Inclusive.</param>
/// <param name="PlanId">The plan.</param>
/// <param name="PlanVersion">Its version.</param>
/// <param name="Seats">At least 1.</param>
/// <param name="Reason">One of <see cref="TermsReasons"/>.</param>
public sealed record SubscriptionTerms(Instant Start, string PlanId, string PlanVersion, int Seats, string Reason)
{
    /// <summary>The price experiment and variant that they are from, as "experiment/variant"; null: from none.</summary>
    public string? PriceExperiment { get; init; }

    /// <summary>Another price holds than under the other terms.</summary>
    public bool IsOtherPlan(SubscriptionTerms other) => (PlanId, PlanVersion) != (other.PlanId, other.PlanVersion);
}

/// <summary>Why terms begin.</summary>
public static class TermsReasons
{
    /// <summary>The subscription began.</summary>
    public const string Created = "CREATED";

    /// <summary>To a plan with a higher fee.</summary>
    public const string Upgrade = "UPGRADE";

    /// <summary>To a plan with a lower fee.</summary>
    public const string Downgrade = "DOWNGRADE";

    /// <summary>To another version or plan at the same fee.</summary>
    public const string NewTerms = "NEW_TERMS";

    /// <summary>The tenant got other prices in a price experiment.</summary>
    public const string PriceExperiment = "PRICE_EXPERIMENT";

    /// <summary>The price experiment was over, and the tenant got its contract back.</summary>
    public const string ExperimentEnded = "EXPERIMENT_ENDED";

    /// <summary>More seats.</summary>
    public const string SeatsAdded = "SEATS_ADDED";

    /// <summary>Fewer seats.</summary>
    public const string SeatsRemoved = "SEATS_REMOVED";
}
