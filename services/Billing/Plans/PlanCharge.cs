using Tollgate.Billing.Plans.ChargeModels;
using Tollgate.Tokens;

namespace Tollgate.Billing.Plans;

/// <summary>A charge of a plan.</summary>
public sealed record PlanCharge
{
    /// <summary>Stable id within the plan.</summary>
    public required string ChargeId { get; init; }

    /// <summary>For the statement.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What it counts.</summary>
    public ChargeMeasure Measure { get; init; }

    /// <summary>Token kinds it counts; empty where it counts something else.</summary>
    public IReadOnlyList<TokenKind> Kinds { get; init; } = [];

    /// <summary>Model classes it counts; empty for all.</summary>
    public IReadOnlyList<string> ModelClasses { get; init; } = [];

    /// <summary>Assistants whose usage it counts instead of the charge for everybody's; empty for everybody's.</summary>
    public IReadOnlyList<string> Assistants { get; init; } = [];

    /// <summary>Quantity of a whole period that costs nothing.</summary>
    public long Included { get; init; }

    /// <summary>What the quantity beyond it costs.</summary>
    public required ChargeModel Model { get; init; }

    /// <summary>Asked for a whole period at least; 0 for none.</summary>
    public decimal Minimum { get; init; }

    /// <summary>Asked for a period at most; null for no limit.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>Largest quantity of a period whose amount is exact; provider cost is counted in nanos.</summary>
    public long MaxQuantity => Measure == ChargeMeasure.ProviderCost ? 9_000_000_000_000_000_000 : PriceRange.MaxQuantity;

    /// <summary>It counts tokens of that kind on models of that class, of everybody or of that assistant.</summary>
    public bool Counts(TokenKind kind, string modelClass, string assistantId = "") => Measure == ChargeMeasure.Tokens
        && Kinds.Contains(kind)
        && (ModelClasses.Count == 0 || ModelClasses.Contains(modelClass))
        && (assistantId.Length == 0 ? Assistants.Count == 0 : Assistants.Contains(assistantId));

    /// <summary>
    /// The exact, unrounded amount of a cumulative quantity. One below zero (corrections of another period's usage) costs nothing and
    /// lengthens what is included.
    /// </summary>
    public decimal AmountFor(long quantity, long included) => Model.AmountFor(Chargeable(quantity, included));

    /// <summary>The quantity beyond what is included. Provider cost is counted in nanos and priced in currency.</summary>
    public decimal Chargeable(long quantity, long included)
    {
        var beyond = (decimal)quantity - included;
        return Measure == ChargeMeasure.ProviderCost ? beyond / 1_000_000_000m : beyond;
    }
}
