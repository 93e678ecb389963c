using Microsoft.Extensions.Options;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Ledger;
using Tollgate.Billing.ServiceLevels;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;
using JournalEntry = Tollgate.Billing.Ledger.JournalEntry;

namespace Tollgate.Billing.Invoices;

/// <summary>
/// Makes an invoice final, once. Number, lines, document, journal entry and event are one transaction under the lock of the tenant's
/// account: wherever it stops, either all of it happened or none, and the number is free again.
/// </summary>
internal sealed class FinalizeInvoice(
    NpgsqlDataSource database, MakeInvoice make, Outbox outbox, IOptions<InvoicesOptions> options, TimeProvider clock)
{
    private const string EarlierDraft = "select exists (select 1 from invoices where subscription_id = $1 and period_start < $2 and not is_final)";

    /// <summary>Makes it final. One that is final already stays as it is.</summary>
    /// <param name="invoiceId">The invoice.</param>
    /// <param name="waitForLateUsage">Refuse while late usage may come.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TollgateException">UNKNOWN_INVOICE, EARLIER_DRAFT, PERIOD_NOT_ENDED or GRACE_PERIOD.</exception>
    public async Task ExecuteAsync(Guid invoiceId, bool waitForLateUsage, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var asked = await InvoiceStore.GetAsync(transaction, invoiceId, cancellationToken);
        await SubscriptionStore.LockAsync(transaction, asked.TenantId, cancellationToken);
        var invoice = await InvoiceStore.GetAsync(transaction, invoiceId, cancellationToken);
        if (invoice.Issued is not null)
            return;

        var now = Microseconds(clock.GetUtcNow());
        RequireDue(invoice, now, waitForLateUsage);
        if (await HasEarlierDraftAsync(transaction, invoice, cancellationToken))
            throw TollgateException.FailedPrecondition("EARLIER_DRAFT", "An earlier period of the subscription is not final yet.");

        var number = await InvoiceStore.NextNumberAsync(transaction, InvoiceNumbers.InvoiceSeries, cancellationToken);
        var header = new InvoiceHeader(number, now, now + Duration.FromTimeSpan(options.Value.PaymentTerm));
        var made = await make.StandingAsync(transaction, invoice, header, cancellationToken);
        await InvoiceStore.IssueAsync(transaction, invoiceId, Issued(made, header), made.Content.Lines, cancellationToken);
        await ServiceAssessmentStore.InsertAsync(transaction, invoice, made.Service, cancellationToken);
        await LedgerWriter.AppendAsync(transaction, [Booking(invoice, made.Content)], cancellationToken);
        await outbox.AddAsync(transaction, EventIds.From(invoiceId, "final"), ToEvent(invoice, made, header), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }

    private void RequireDue(InvoiceRow invoice, Instant now, bool waitForLateUsage)
    {
        if (now < invoice.Period.End)
            throw InvoiceErrors.PeriodNotEnded(invoice.TenantId);
        if (waitForLateUsage && now < invoice.Period.End + Duration.FromTimeSpan(options.Value.GracePeriod))
            throw TollgateException.FailedPrecondition("GRACE_PERIOD", "Late usage may still come.");
    }

    private static IssuedInvoice Issued(MadeInvoice made, InvoiceHeader header)
    {
        var json = made.Document.ToJson();
        return new(
            header, made.Content.Currency, made.Content.Subtotal, made.Content.Total, made.ThroughSequence, json, InvoiceDocument.Hash(json),
            InvoiceDocument.Hash(InvoicePage.Html(made.Document)));
    }

    private static JournalEntry Booking(InvoiceRow invoice, InvoiceContent content) => new()
    {
        Key = $"invoice/{invoice.InvoiceId}",
        TenantId = invoice.TenantId,
        Source = JournalSources.Invoice,
        SourceId = invoice.InvoiceId.ToString(),
        SubscriptionId = invoice.SubscriptionId,
        PeriodStart = invoice.Period.Start,
        Currency = content.Currency,
        Postings = content.Postings(),
    };

    private static InvoiceFinalized ToEvent(InvoiceRow invoice, MadeInvoice made, InvoiceHeader header) => new()
    {
        InvoiceId = invoice.InvoiceId,
        TenantId = invoice.TenantId,
        Number = made.Document.Number,
        TotalNanos = BilledMoney.Of(made.Content.Total, made.Content.Currency).Nanos,
        Currency = made.Content.Currency,
        IssueTime = header.IssueTime.ToDateTimeOffset(),
        DueTime = header.DueTime.ToDateTimeOffset(),
    };

    private static async Task<bool> HasEarlierDraftAsync(NpgsqlTransaction transaction, InvoiceRow invoice, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(EarlierDraft, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = invoice.SubscriptionId });
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = invoice.Period.Start.ToDateTimeUtc() });
        return (bool)(await query.ExecuteScalarAsync(cancellationToken))!;
    }

    // The database keeps microseconds, and the document must say what the row says.
    private static Instant Microseconds(DateTimeOffset time) => Instant.FromUnixTimeTicks(Instant.FromDateTimeOffset(time).ToUnixTimeTicks() / 10 * 10);
}
