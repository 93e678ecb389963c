namespace Tollgate.Contracts.Billing.V1;

/// <summary>An invoice is final: numbered, and never changed again.</summary>
[WireName("billing.invoice-finalized.v1")]
public sealed record InvoiceFinalized
{
    /// <summary>UUIDv5 of subscription and period.</summary>
    public required Guid InvoiceId { get; init; }

    /// <summary>Who is charged.</summary>
    public required string TenantId { get; init; }

    /// <summary>For example "INV-000042".</summary>
    public required string Number { get; init; }

    /// <summary>Sum of lines and taxes, in nanos.</summary>
    public required long TotalNanos { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>When it became final (UTC).</summary>
    public required DateTimeOffset IssueTime { get; init; }

    /// <summary>When it is to be paid (UTC).</summary>
    public required DateTimeOffset DueTime { get; init; }
}
