using NodaTime;
using Npgsql;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Invoices;

/// <summary>An invoice as its row says.</summary>
internal sealed record InvoiceRow
{
    public const string Columns =
        """
        invoice_id, tenant_id, subscription_id, period_start, period_end, is_final, number, issue_time, due_time, currency, subtotal, total,
        through_sequence, document, document_hash, page_hash
        """;

    public required Guid InvoiceId { get; init; }
    public required string TenantId { get; init; }
    public required Guid SubscriptionId { get; init; }
    public required BillingPeriod Period { get; init; }

    /// <summary>What issuing it decided; null while it is a draft.</summary>
    public IssuedInvoice? Issued { get; init; }

    public static InvoiceRow Read(NpgsqlDataReader row) => new()
    {
        InvoiceId = row.GetGuid(0),
        TenantId = row.GetString(1),
        SubscriptionId = row.GetGuid(2),
        Period = new(Time(row, 3), Time(row, 4)),
        Issued = !row.GetBoolean(5) ? null : new IssuedInvoice(
            new InvoiceHeader(row.GetInt64(6), Time(row, 7), Time(row, 8)), row.GetString(9), row.GetDecimal(10), row.GetDecimal(11), row.GetInt64(12),
            row.GetString(13), row.GetString(14), row.GetString(15)),
    };

    private static Instant Time(NpgsqlDataReader row, int column) => Instant.FromDateTimeUtc(row.GetDateTime(column));
}

/// <summary>What issuing an invoice decides.</summary>
/// <param name="Number">Its place in the series.</param>
/// <param name="IssueTime">When.</param>
/// <param name="DueTime">When it is to be paid.</param>
internal sealed record InvoiceHeader(long Number, Instant IssueTime, Instant DueTime);

/// <summary>An invoice as it was issued.</summary>
internal sealed record IssuedInvoice(
    InvoiceHeader Header, string Currency, decimal Subtotal, decimal Total, long ThroughSequence, string Document, string DocumentHash, string PageHash);
