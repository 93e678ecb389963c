namespace Tollgate.Billing.Exports;

/// <summary>A charge as FOCUS 1.2 has it: a tenant's usage of one model under one charge in one hour, a fee, a service credit, or the rounding of
/// a statement's line.</summary>
internal sealed record FocusRow
{
    public required decimal BilledCost { get; init; }

    public required string BillingAccountId { get; init; }

    public required string BillingCurrency { get; init; }

    public required DateTime BillingPeriodStart { get; init; }

    public required DateTime BillingPeriodEnd { get; init; }

    /// <summary>Usage, Purchase, Credit or Adjustment.</summary>
    public required string ChargeCategory { get; init; }

    public required string ChargeDescription { get; init; }

    public required DateTime ChargePeriodStart { get; init; }

    public required DateTime ChargePeriodEnd { get; init; }

    /// <summary>Usage-Based, Recurring or One-Time.</summary>
    public required string ChargeFrequency { get; init; }

    public required string ServiceName { get; init; }

    /// <summary>The model's provider; ours for fees.</summary>
    public required string PublisherName { get; init; }

    public required string SkuId { get; init; }

    /// <summary>What the charge is, in the words of invoice lines; "rounding" for the difference that rounding a line makes.</summary>
    public required string LineKind { get; init; }

    /// <summary>Null for an adjustment.</summary>
    public decimal? PricingQuantity { get; init; }

    /// <summary>Null for an adjustment.</summary>
    public string? PricingUnit { get; init; }
}
