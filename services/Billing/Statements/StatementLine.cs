using NodaTime;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Plans.ChargeModels;

namespace Tollgate.Billing.Statements;

/// <summary>What a line is for.</summary>
internal enum StatementLineKind
{
    /// <summary>Usage under a charge, as it was rated.</summary>
    Usage,

    /// <summary>The plan's recurring fee, or the unused part of one given back.</summary>
    RecurringFee,

    /// <summary>Fees for seats, or the unused part of them given back.</summary>
    SeatFee,

    /// <summary>A burst pack that was bought, or the usage that it covers.</summary>
    BurstPack,

    /// <summary>What is missing towards a minimum.</summary>
    Minimum,

    /// <summary>What is above a maximum.</summary>
    Maximum,

    /// <summary>A discount.</summary>
    Discount,
}

/// <summary>A line of a statement; its amount is rounded, once.</summary>
/// <param name="ChargeId">"recurring", "seats", "minimum-commit", a charge or a discount of the plan.</param>
/// <param name="Description">For people.</param>
/// <param name="Quantity">Tokens, seats or heads.</param>
/// <param name="Included">Of them within the included quantity.</param>
/// <param name="Amount">Rounded.</param>
internal sealed record StatementLine(string ChargeId, string Description, long Quantity, long Included, decimal Amount)
{
    /// <summary>Unique within the statement, and the same whenever it is made.</summary>
    public string LineId { get; init; } = ChargeId;

    /// <summary>What it is for.</summary>
    public StatementLineKind Kind { get; init; }

    /// <summary>When it is due.</summary>
    public PaymentTerm Term { get; init; } = PaymentTerm.InArrears;

    /// <summary>Start of what it is for, inclusive.</summary>
    public Instant Start { get; init; }

    /// <summary>End of what it is for, exclusive.</summary>
    public Instant End { get; init; }

    /// <summary>Start of the segment that its usage is counted in.</summary>
    public Instant SegmentStart { get; init; }

    /// <summary>What the amount is made of, unrounded.</summary>
    public IReadOnlyList<ChargePart> Parts { get; init; } = [];

    /// <summary>Of the quantity, what came late or corrects usage of an earlier period.</summary>
    public long AdjustmentQuantity { get; init; }

    /// <summary>What that adds to the amount, unrounded.</summary>
    public decimal AdjustmentAmount { get; init; }

    /// <summary>The exact sum of the rated lines it stands for; null when nothing was rated for it, as for a fee.</summary>
    public decimal? RatedIn(IReadOnlyList<SegmentUsage> segments) => Kind is StatementLineKind.Usage
        && segments.Single(segment => segment.Segment.Start == SegmentStart).Charges.TryGetValue(ChargeId, out var total)
        ? total.Amount
        : null;
}
