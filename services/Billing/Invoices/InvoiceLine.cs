using NodaTime;

namespace Tollgate.Billing.Invoices;

/// <summary>A line of an invoice.</summary>
internal sealed record InvoiceLine
{
    /// <summary>One of <see cref="LineKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string ChargeId { get; init; }
    public required string Description { get; init; }

    /// <summary>Start of the period whose usage it is.</summary>
    public required Instant UsagePeriodStart { get; init; }

    public required long Quantity { get; init; }
    public long Included { get; init; }

    /// <summary>Unrounded.</summary>
    public required decimal Exact { get; init; }

    /// <summary>Rounded, once.</summary>
    public required decimal Amount { get; init; }

    /// <summary>It names the usage records of its charge and period with sequences above this one,</summary>
    public long AfterSequence { get; init; }

    /// <summary>up to this one.</summary>
    public long ThroughSequence { get; init; }
}
