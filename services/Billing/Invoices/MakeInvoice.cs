using System.Globalization;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.ServiceLevels;
using Tollgate.Billing.Statements;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Invoices;

/// <summary>An invoice in both its shapes.</summary>
/// <param name="Content">What it asks for.</param>
/// <param name="Document">What it says.</param>
/// <param name="ThroughSequence">Rated entries up to it were considered.</param>
/// <param name="Service">What the plan's promises came to.</param>
internal sealed record MadeInvoice(
    InvoiceContent Content, InvoiceDocument Document, long ThroughSequence, IReadOnlyList<ServiceAssessment> Service);

/// <summary>Makes an invoice out of the usage it is about, by the code that makes the statement. The same usage makes the same bytes.</summary>
internal sealed class MakeInvoice(PlanArchive plans, AssessService service, ITaxRules taxes, IOptions<InvoicesOptions> options)
{
    private const string SubscriptionOf = $"select {SubscriptionStore.Columns} from subscriptions where subscription_id = $1";

    /// <summary>As it stands now.</summary>
    /// <param name="transaction">Holds the tenant's account, if it is to be issued.</param>
    /// <param name="invoice">A draft.</param>
    /// <param name="header">What issuing it decides; null for a draft.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<MadeInvoice> StandingAsync(
        NpgsqlTransaction transaction, InvoiceRow invoice, InvoiceHeader? header, CancellationToken cancellationToken) =>
        await MakeAsync(
            transaction, invoice, await InvoiceUsage.StandingAsync(transaction, invoice, cancellationToken), header, InvoiceDocument.Current,
            [.. options.Value.Seller], null, cancellationToken);

    /// <summary>Again, from the usage it names. Who sold and which taxes were due then is a fact of the invoice, not of the usage.</summary>
    public async Task<MadeInvoice> AgainAsync(NpgsqlTransaction transaction, InvoiceRow invoice, CancellationToken cancellationToken)
    {
        var issued = InvoiceDocument.Parse(invoice.Issued!.Document);
        return await MakeAsync(
            transaction, invoice, await InvoiceUsage.NamedAsync(transaction, invoice, cancellationToken), invoice.Issued.Header, issued.Version,
            issued.Seller, issued.Taxes, cancellationToken);
    }

    private async Task<MadeInvoice> MakeAsync(
        NpgsqlTransaction transaction, InvoiceRow invoice, InvoiceUsage usage, InvoiceHeader? header, int version,
        IReadOnlyList<string> seller, IReadOnlyList<DocumentTax>? rates, CancellationToken cancellationToken)
    {
        var subscription = await SubscriptionAsync(transaction, invoice.SubscriptionId, cancellationToken);
        long? through = invoice.Issued is null ? null : usage.ThroughSequence;
        var (statement, segments) = await StatementReader.ReadAsync(transaction, subscription, invoice.Period, plans, through, cancellationToken);
        var lines = statement.Lines.Select(line => ToLine(line, segments, usage, version)).ToList();
        foreach (var late in usage.Late)
            lines.Add(await ToLineAsync(late, subscription, usage, cancellationToken));
        var used = lines.Where(line => line.Kind is LineKinds.Usage or LineKinds.Adjustment).ToArray();
        if (InvoiceContent.CreditLine(used, usage.PaidByCredit, invoice.Period.Start) is { } credit)
            lines.Add(credit);
        // What was measured then is a fact of the invoice too: a request that is counted later is the next one's.
        var assessed = invoice.Issued is null
            ? await service.StandingAsync(transaction, subscription, invoice.Period, statement, segments, cancellationToken)
            : await service.IssuedAsync(transaction, invoice.InvoiceId, cancellationToken);
        lines.AddRange(assessed.Where(assessment => assessment.Amount > 0).Select(ToLine));

        var subtotal = lines.Sum(line => line.Amount);
        var content = new InvoiceContent
        {
            Currency = statement.Currency,
            Lines = lines,
            Taxes = rates is null ? taxes.TaxesOn(invoice.TenantId, subtotal) : Taxes(rates, subtotal),
        };
        return new(content, Document(invoice, segments[^1].Plan, content, header, seller) with { Version = version, PriceExperiment = statement.PriceExperiment }, usage.ThroughSequence, assessed);
    }

    private static InvoiceLine ToLine(StatementLine line, IReadOnlyList<SegmentUsage> segments, InvoiceUsage usage, int version)
    {
        // What is charged without having been rated, such as a fee for no usage, is in no accrual.
        var rated = line.RatedIn(segments);
        return new InvoiceLine
        {
            Kind = rated is null ? LineKinds.OfUnrated(line.Kind, version) : LineKinds.Usage,
            ChargeId = line.ChargeId,
            Description = line.Description,
            UsagePeriodStart = line.SegmentStart,
            Quantity = line.Quantity,
            Included = line.Included,
            Exact = rated ?? line.Amount,
            Amount = line.Amount,
            ThroughSequence = rated is null ? 0 : usage.ThroughSequence,
        };
    }

    private async Task<InvoiceLine> ToLineAsync(LateUsage late, Subscription subscription, InvoiceUsage usage, CancellationToken cancellationToken)
    {
        var segment = subscription.SegmentAt(late.PeriodStart);
        var plan = await plans.GetAsync(segment.PlanId, segment.PlanVersion, cancellationToken);
        return new InvoiceLine
        {
            Kind = LineKinds.Adjustment,
            ChargeId = late.ChargeId,
            Description = $"{plan.Charge(late.ChargeId).DisplayName}, late usage",
            UsagePeriodStart = late.PeriodStart,
            Quantity = late.Quantity,
            Exact = late.Amount,
            Amount = BilledMoney.Round(late.Amount),
            AfterSequence = usage.AfterSequence,
            ThroughSequence = usage.ThroughSequence,
        };
    }

    private static InvoiceLine ToLine(ServiceAssessment assessment) => new()
    {
        Kind = LineKinds.ServiceCredit,
        ChargeId = "service-level",
        Description = assessment.Describe(),
        UsagePeriodStart = assessment.Start,
        Quantity = 1,
        Exact = -assessment.Amount,
        Amount = -assessment.Amount,
    };

    private static TaxLine[] Taxes(IReadOnlyList<DocumentTax> rates, decimal subtotal) =>
    [
        .. rates.Select(rate => (rate.Name, Percent: decimal.Parse(rate.Percent, CultureInfo.InvariantCulture)))
            .Select(rate => new TaxLine(rate.Name, rate.Percent, BilledMoney.Round(subtotal * rate.Percent / 100m))),
    ];

    private static InvoiceDocument Document(
        InvoiceRow invoice, Plan plan, InvoiceContent content, InvoiceHeader? header, IReadOnlyList<string> seller) => new()
        {
            InvoiceId = invoice.InvoiceId.ToString(),
            Number = header is null ? "" : InvoiceNumbers.Invoice(header.Number),
            Seller = seller,
            Customer = invoice.TenantId,
            Plan = plan.DisplayName,
            PlanVersion = plan.Version,
            PeriodStart = Time(invoice.Period.Start),
            PeriodEnd = Time(invoice.Period.End),
            IssueTime = header is null ? "" : Time(header.IssueTime),
            DueTime = header is null ? "" : Time(header.DueTime),
            Currency = content.Currency,
            Lines = [.. content.Lines.Select((line, i) => ToDocument(line, i + 1))],
            Subtotal = Amount(content.Subtotal),
            Taxes = [.. content.Taxes.Select(tax => new DocumentTax(tax.Name, tax.Percent.ToString(CultureInfo.InvariantCulture), Amount(tax.Amount)))],
            Total = Amount(content.Total),
        };

    private static DocumentLine ToDocument(InvoiceLine line, int number) => new(
        number, line.Kind, line.ChargeId, line.Description, Time(line.UsagePeriodStart), line.Quantity, line.Included, Amount(line.Amount),
        line.AfterSequence, line.ThroughSequence);

    private static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Time(Instant time) => InstantPattern.ExtendedIso.Format(time);

    private static async Task<Subscription> SubscriptionAsync(NpgsqlTransaction transaction, Guid subscriptionId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(SubscriptionOf, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscriptionId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return SubscriptionStore.Read(reader, 0);
    }
}
