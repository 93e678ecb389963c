using NodaTime;

namespace Tollgate.Billing.Experiments;

/// <summary>Where an experiment stands.</summary>
internal enum ExperimentState
{
    /// <summary>Tenants are assigned.</summary>
    Running,

    /// <summary>Its stop rule ended it.</summary>
    Stopped,

    /// <summary>Somebody, or its end, ended it.</summary>
    Ended,
}

/// <summary>Other prices for some of a plan's tenants.</summary>
internal sealed record PriceExperiment
{
    /// <summary>The price that everybody has.</summary>
    public const string Control = "control";

    public required string ExperimentId { get; init; }

    /// <summary>The plan whose price is in question.</summary>
    public required string PlanId { get; init; }

    /// <summary>Tenants with other prices are at most this share of the plan's, in hundredths of a percent.</summary>
    public required int MaxShare { get; init; }

    /// <summary>It stops when a variant's margin falls below, in hundredths of a percent of the price; null: it does not.</summary>
    public long? MinMargin { get; init; }

    /// <summary>A variant is judged with so many tenants at least.</summary>
    public required int MinTenants { get; init; }

    public required Instant Start { get; init; }

    /// <summary>Null: until somebody ends it.</summary>
    public Instant? End { get; init; }

    public ExperimentState State { get; init; }

    /// <summary>Why it is over; empty while it runs.</summary>
    public string StateReason { get; init; } = "";

    /// <summary>Tenants keep the prices they have when it is over.</summary>
    public bool Keeps { get; init; }

    public required IReadOnlyList<PriceVariant> Variants { get; init; }

    /// <summary>Tenants are assigned at that time.</summary>
    public bool AssignsAt(Instant at) => State == ExperimentState.Running && Start <= at && (End is null || at < End);

    /// <summary>How terms name it.</summary>
    public string NameOf(string variantId) => $"{ExperimentId}/{variantId}";

    /// <summary>One more tenant with other prices is within the share.</summary>
    /// <param name="treated">Tenants that have them.</param>
    /// <param name="tenants">Tenants of the plan, the one in question among them.</param>
    public bool HasRoom(long treated, long tenants) => (treated + 1) * 10_000 <= MaxShare * tenants;
}

/// <summary>A price that is tried.</summary>
/// <param name="VariantId">Stable id within the experiment.</param>
/// <param name="PlanVersion">The version of the plan that has the price.</param>
/// <param name="Share">Share of new tenants, in hundredths of a percent.</param>
/// <param name="Margin">As it was judged last, in hundredths of a percent of the price; null: not yet.</param>
internal sealed record PriceVariant(string VariantId, string PlanVersion, int Share, long? Margin = null);

/// <summary>Who is in an experiment.</summary>
internal sealed record PriceAssignment(
    string TenantId, string VariantId, string AssignedBy, string Reason, string ContractVersion, Instant AssignTime, Instant? ReturnTime);
