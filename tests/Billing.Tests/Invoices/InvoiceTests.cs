using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tollgate.Billing.Invoices;
using Tollgate.Billing.Rating;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Tests.Invoices;

[Collection(BillingCollection.Name)]
public class InvoiceTests(BillingFixture fixture)
{
    private readonly string tenant = $"t-{Guid.NewGuid():N}";
    private DateTimeOffset start;

    [Fact]
    public async Task An_ended_period_becomes_one_final_invoice_that_says_what_the_statement_said()
    {
        await SubscribeAsync(monthsAgo: 1);
        await RateAsync(Record(Period(0), new() { Input = 60_000_000, Output = 4_000_000 }), Record(Period(0), new() { Output = 1_000_000 }));

        var invoice = await CloseAsync();

        Assert.Equal(InvoiceState.Final, invoice.State);
        Assert.Matches("^INV-[0-9]{6}$", invoice.Number);
        var usage = invoice.Lines.Where(line => line.Kind == "usage").ToArray();
        Assert.Equal(["small-input", "small-output"], usage.Select(line => line.ChargeId));
        Assert.Equal([60_000_000, 5_000_000], usage.Select(line => line.Quantity));
        Assert.All(usage, line => Assert.Equal((0, 2), (line.AfterSequence, line.ThroughSequence)));
        Assert.Equal("recurring", invoice.Lines[0].ChargeId);
        Assert.Equal(invoice.Lines.Sum(line => line.Amount.Nanos), invoice.Total.Nanos);
        var accounts = await BalancesAsync();
        Assert.Equal(0m, accounts["unbilled"]);
        Assert.Equal(invoice.Total.Nanos / 1_000_000_000m, accounts["receivable"]);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Closing_again_and_everywhere_at_once_changes_nothing()
    {
        await SubscribeAsync(monthsAgo: 2);
        await RateAsync(Record(Period(0), new() { Input = 60_000_000 }), Record(Period(1), new() { Input = 70_000_000 }));

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () => await App(i).Invoices.ClosePeriodAsync(new() { TenantId = tenant }))));

        var invoices = (await fixture.App.Invoices.ListInvoicesAsync(new() { TenantId = tenant })).Invoices;
        Assert.Equal(2, invoices.Count);
        Assert.Equal(2, invoices.Select(invoice => invoice.Number).Distinct().Count());
        Assert.Equal(invoices[0].InvoiceId, (await fixture.Other.Invoices.ClosePeriodAsync(new() { TenantId = tenant })).Invoices.Single().InvoiceId);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Every_line_says_what_it_is()
    {
        await SubscribeAsync(monthsAgo: 1, planId: await PlanOfEverythingAsync());
        await ExecuteAsync(
            $"""
            insert into pack_purchases (purchase_id, subscription_id, period_start, pack_id, display_name, charge_id, quantity, price, purchase_time)
            select gen_random_uuid(), subscription_id, start_time, 'small-output-1m', 'One million', 'small-output', 1000000, 1.90, start_time
            from subscriptions where tenant_id = '{tenant}'
            """);
        await RateAsync(Record(Period(0), new() { Output = 2_000_000, Tool = 1_000 }));

        var invoice = await CloseAsync();

        Assert.Equal(
            ["fee", "usage", "pack", "pack", "usage", "maximum", "minimum", "discount"], invoice.Lines.Select(line => line.Kind));
        var page = Encoding.UTF8.GetString((await fixture.App.Invoices.RenderInvoiceAsync(new() { InvoiceId = invoice.InvoiceId })).Content.Span);
        Assert.All(["burst pack", "maximum", "minimum", "discount"], label => Assert.Contains($"<small>{label}</small>", page, StringComparison.Ordinal));
        Assert.Equal(0m, (await BalancesAsync())["unbilled"]);
        await AssertReplaysAsync(invoice);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task An_invoice_from_before_lines_had_kinds_of_their_own_is_made_again_as_it_was()
    {
        await SubscribeAsync(monthsAgo: 1, planId: await PlanOfEverythingAsync());
        var invoice = await CloseAsync();
        var now = InvoiceDocument.Parse(await ScalarAsync<string>($"select document from invoices where invoice_id = '{invoice.InvoiceId}'"));
        var old = now with
        {
            Version = 1,
            Lines = [.. now.Lines.Select(line => line with { Kind = line.Kind is "usage" ? "usage" : "fee" })],
        };
        // What was issued is never changed; but this one was issued by the code of before.
        await ExecuteAsync(
            $"""
            set session_replication_role = replica;
            update invoices set document = '{old.ToJson()}', document_hash = '{InvoiceDocument.Hash(old.ToJson())}', page_hash = '{InvoiceDocument.Hash(InvoicePage.Html(old))}'
            where invoice_id = '{invoice.InvoiceId}';
            reset session_replication_role
            """);

        Assert.True((await fixture.App.Invoices.ReplayInvoiceAsync(new() { InvoiceId = invoice.InvoiceId })).Identical);
        Assert.NotEqual(InvoicePage.Html(old), InvoicePage.Html(now));
    }

    [Fact]
    public async Task Usage_for_a_closed_period_is_billed_as_an_adjustment_in_the_open_one()
    {
        await SubscribeAsync(monthsAgo: 2);
        await RateAsync(Record(Period(0), new() { Output = 1_500_000 }), Record(Period(1), new() { Output = 200_000 }));
        var first = await FinalizeAsync(await DraftAsync(0));

        await RateAsync(Record(Period(0), new() { Output = 300_000 }));
        var second = await FinalizeAsync(await DraftAsync(1));

        Assert.Equal(1_500_000, first.Lines.Single(line => line.Kind == "usage").Quantity);
        var late = second.Lines.Single(line => line.Kind == "adjustment");
        Assert.Equal((300_000, "small-output"), (late.Quantity, late.ChargeId));
        Assert.Equal(first.PeriodStart, late.UsagePeriodStart);
        Assert.Equal((2, 3), (late.AfterSequence, late.ThroughSequence));
        // The first period costs what it would have cost had the record been in time.
        var price = Shipped.Plan("starter").Charge("small-output");
        Assert.Equal(
            BilledMoney.Round(price.AmountFor(1_800_000, price.Included) - price.AmountFor(1_500_000, price.Included)), late.Amount.Nanos / 1_000_000_000m);
        Assert.Equal(200_000, second.Lines.Single(line => line.Kind == "usage").Quantity);
        await AssertReplaysAsync(first, second);
        Assert.Equal(0m, (await BalancesAsync())["unbilled"]);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Usage_that_comes_after_the_last_invoice_of_a_subscription_that_ended_is_billed_once()
    {
        await SubscribeAsync(monthsAgo: 4);
        await ExecuteAsync($"update subscriptions set end_time = '{start.AddMonths(1).AddDays(9):O}' where tenant_id = '{tenant}'");
        await RateAsync(Record(Period(1), new() { Output = 1_200_000 }));
        var inTime = (await fixture.App.Invoices.ClosePeriodAsync(new() { TenantId = tenant })).Invoices;

        await RateAsync(Record(Period(1), new() { Output = 300_000 }));
        var late = await CloseAsync();
        var again = await CloseAsync();

        Assert.Equal(2, inTime.Count);
        Assert.Equal((300_000, "adjustment"), (late.Lines.Single().Quantity, late.Lines.Single().Kind));
        Assert.Equal(late.InvoiceId, again.InvoiceId);
        Assert.Equal(0m, (await BalancesAsync())["unbilled"]);
        await AssertReplaysAsync(late);
        await AssertAtRestAsync();
    }

    /// <summary>What stops in the middle, stops before anything happened; what is done is done once, with the next number.</summary>
    [Theory]
    [InlineData("update on invoice_series")]
    [InlineData("insert on invoice_lines")]
    [InlineData("update on invoices")]
    [InlineData("insert on ledger_entries")]
    [InlineData("insert on ledger_postings")]
    [InlineData("insert on messaging.outbox")]
    public async Task A_close_that_dies_after_any_step_leaves_nothing_and_is_done_once_when_tried_again(string step)
    {
        await SubscribeAsync(monthsAgo: 1);
        await RateAsync(Record(Period(0), new() { Input = 60_000_000 }));
        var draft = await DraftAsync(0);
        var before = await ScalarAsync<long>("select last_number from invoice_series where series = 'INV'");

        // After the step, because that is when there is something to lose. Only this session of ours dies.
        await ExecuteAsync(
            $"""
            create or replace function die() returns trigger language plpgsql as $$
            begin if current_setting('tollgate.doomed', true) = 'yes' then raise exception 'died'; end if; return null; end $$;
            create trigger die after {step} for each statement execute function die()
            """);
        await using var doomed = new BillingApp(fixture.Database + ";Options=-c tollgate.doomed=yes", fixture.Broker);
        try
        {
            await Assert.ThrowsAsync<RpcException>(async () => await doomed.Invoices.FinalizeInvoiceAsync(new() { InvoiceId = draft }));
        }
        finally
        {
            await ExecuteAsync($"drop trigger die {step[step.IndexOf("on ", StringComparison.Ordinal)..]}");
        }

        Assert.Equal(InvoiceState.Draft, (await fixture.App.Invoices.GetInvoiceAsync(new() { InvoiceId = draft })).Invoice.State);
        Assert.False((await BalancesAsync()).ContainsKey("receivable"));

        var invoice = await FinalizeAsync(draft);
        Assert.Equal(invoice, await FinalizeAsync(draft, fixture.Other));
        Assert.Equal(before + 1, await ScalarAsync<long>("select last_number from invoice_series where series = 'INV'"));
        await AssertReplaysAsync(invoice);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Numbers_have_no_gap_though_many_are_issued_at_once_and_some_fail()
    {
        var tenants = Enumerable.Range(0, 12).Select(i => $"t-{Guid.NewGuid():N}").ToArray();
        foreach (var one in tenants)
            await SubscribeAsync(monthsAgo: 1, one);
        var draft = fixture.App.Services.GetRequiredService<DraftInvoices>();
        await Task.WhenAll(tenants.Select(one => draft.ExecuteAsync(one, CancellationToken.None)));

        await Task.WhenAll(tenants.SelectMany((one, i) => new[] { App(i), App(i + 1) }.Select(async (app, again) =>
        {
            // Every third is given up at some point on its way.
            using var giveUp = new CancellationTokenSource();
            if ((i + again) % 3 == 0)
                giveUp.CancelAfter(TimeSpan.FromMilliseconds(i * 3));
            try
            {
                await app.Invoices.ClosePeriodAsync(new() { TenantId = one }, cancellationToken: giveUp.Token);
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.Cancelled)
            {
            }
        })));
        foreach (var one in tenants)
            await fixture.App.Invoices.ClosePeriodAsync(new() { TenantId = one });

        Assert.Equal(0, await ScalarAsync<long>(
            "select count(*) from invoice_series where series = 'INV' and (last_number, last_number) <> (select count(number), max(number) from invoices)"));
    }

    [Fact]
    public async Task A_draft_waits_for_late_usage_and_then_becomes_final_by_itself()
    {
        await SubscribeAsync(monthsAgo: 1);
        var close = fixture.App.Services.GetRequiredService<ClosePeriods>();

        await fixture.App.Services.GetRequiredService<DraftInvoices>().ExecuteAsync(tenant, CancellationToken.None);
        var error = await Assert.ThrowsAsync<TollgateException>(async () =>
            await fixture.App.Services.GetRequiredService<FinalizeInvoice>().ExecuteAsync(Guid.Parse(await DraftAsync(0)), waitForLateUsage: true, CancellationToken.None));
        Assert.Equal("GRACE_PERIOD", error.Reason);

        await PastSubscriptions.BackdateAsync(fixture.App, tenant, "interval '2 days'");
        await ExecuteAsync($"delete from invoices where tenant_id = '{tenant}'");
        await close.CloseDueAsync(TimeSpan.FromHours(24), CancellationToken.None);

        Assert.Equal(InvoiceState.Final, (await fixture.App.Invoices.ListInvoicesAsync(new() { TenantId = tenant })).Invoices.Single().State);
    }

    [Fact]
    public async Task Periods_are_closed_in_order_and_only_when_they_have_ended()
    {
        await SubscribeAsync(monthsAgo: 2);
        var early = await Assert.ThrowsAsync<RpcException>(async () => await FinalizeAsync(await DraftAsync(1)));
        Assert.Equal("EARLIER_DRAFT", TollgateException.FromRpc(early).Reason);

        var running = $"t-{Guid.NewGuid():N}";
        await SubscribeAsync(monthsAgo: 0, running);
        var open = await Assert.ThrowsAsync<RpcException>(async () => await fixture.App.Invoices.ClosePeriodAsync(new() { TenantId = running }));
        Assert.Equal((StatusCode.FailedPrecondition, "PERIOD_NOT_ENDED"), (open.StatusCode, TollgateException.FromRpc(open).Reason));
    }

    [Fact]
    public async Task Credit_pays_for_usage_and_usage_it_paid_for_entirely_comes_to_nothing()
    {
        await SubscribeAsync(monthsAgo: 1);
        await fixture.App.Credit.GrantCreditAsync(new() { TenantId = tenant, RequestId = "g", Kind = CreditKind.Purchased, Amount = Usd(1_000m) });
        // Amounts below a cent on several lines, so that rounding each would not add up.
        await RateAsync(
            Record(Period(0), new() { Input = 2_000_007, CachedInput = 5_000_003, Output = 500_001 }),
            Record(Period(0), new() { Output = 120_007, Input = 300_011 }, model: "o4-mini"));

        var invoice = await CloseAsync();

        var fee = invoice.Lines.Single(line => line.Kind == "fee").Amount.Nanos;
        Assert.True(invoice.Lines.Single(line => line.Kind == "credit").Amount.Nanos < 0);
        Assert.Equal(fee, invoice.Total.Nanos);
        await AssertReplaysAsync(invoice);
        Assert.Equal(0m, (await BalancesAsync()).GetValueOrDefault("unbilled"));
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task A_credit_note_takes_back_no_more_than_the_line_and_its_tax_and_once()
    {
        await using var taxed = Taxed();
        await SubscribeAsync(monthsAgo: 1);
        await RateAsync(Record(Period(0), new() { Output = 10_000_000 }));
        var draft = await DraftAsync(0);
        var invoice = await FinalizeAsync(draft, taxed);
        var (line, tax) = (invoice.Lines.Single(line => line.Kind == "usage"), Assert.Single(invoice.Taxes));
        Assert.Equal(("VAT", "19"), (tax.Name, tax.Percent));
        Assert.Equal(invoice.Subtotal.Nanos + tax.Amount.Nanos, invoice.Total.Nanos);
        await AssertReplaysAsync(invoice);

        var request = new CreateCreditNoteRequest { InvoiceId = draft, RequestId = "r-1", Reason = "Wrong model", Lines = { new CreditNoteLine { Line = line.Line, Amount = Usd(1.01m) } } };
        var notes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => App(i).Invoices.CreateCreditNoteAsync(request).ResponseAsync));
        Assert.Single(notes.Select(note => note.CreditNote.Number).Distinct());
        Assert.Equal(1_200_000_000, notes[0].CreditNote.Total.Nanos);

        var tooMuch = await Assert.ThrowsAsync<RpcException>(async () => await fixture.App.Invoices.CreateCreditNoteAsync(new(request)
        {
            RequestId = "r-2",
            Lines = { new CreditNoteLine { Line = 99, Amount = Usd(1) } },
        }));
        Assert.Equal("lines[1].line", TollgateException.FromRpc(tooMuch).Fields.Single().Field);
        var rest = new Money { Currency = "USD", Nanos = line.Amount.Nanos - 1_010_000_000 };
        await fixture.App.Invoices.CreateCreditNoteAsync(new() { InvoiceId = draft, RequestId = "r-3", Reason = "The rest", Lines = { new CreditNoteLine { Line = line.Line, Amount = rest } } });
        var more = await Assert.ThrowsAsync<RpcException>(async () => await fixture.App.Invoices.CreateCreditNoteAsync(
            new() { InvoiceId = draft, RequestId = "r-4", Reason = "More", Lines = { new CreditNoteLine { Line = line.Line, Amount = Usd(0.01m) } } }));
        Assert.Equal("lines[0].amount", TollgateException.FromRpc(more).Fields.Single().Field);

        Assert.Equal(2, (await fixture.App.Invoices.GetInvoiceAsync(new() { InvoiceId = draft })).Invoice.CreditNotes.Count);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task What_was_issued_is_never_changed()
    {
        await SubscribeAsync(monthsAgo: 1);
        var invoice = await CloseAsync();

        foreach (var tampering in new[] { "update invoices set total = 0", "delete from invoices", "update invoice_lines set amount = 0", "delete from invoice_lines" })
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync($"{tampering} where invoice_id = '{invoice.InvoiceId}'"));
            Assert.Equal("what was issued is never changed", error.MessageText);
        }
    }

    [Fact]
    public async Task Usage_that_was_tampered_with_shows_in_the_replay()
    {
        await SubscribeAsync(monthsAgo: 1);
        await RateAsync(Record(Period(0), new() { Output = 10_000_000 }));
        var invoice = await CloseAsync();
        await AssertReplaysAsync(invoice);

        await ExecuteAsync($"update rated_lines l set amount = l.amount + 1 from rated_usage u where u.attempt_id = l.attempt_id and u.revision = l.revision and u.tenant_id = '{tenant}'");

        Assert.False((await fixture.App.Invoices.ReplayInvoiceAsync(new() { InvoiceId = invoice.InvoiceId })).Identical);
    }

    [Fact]
    public async Task The_page_is_html_that_escapes_what_it_shows_and_pdf_where_there_is_a_chromium()
    {
        await SubscribeAsync(monthsAgo: 1);
        var invoice = await CloseAsync();

        var page = await fixture.App.Invoices.RenderInvoiceAsync(new() { InvoiceId = invoice.InvoiceId });
        var html = Encoding.UTF8.GetString(page.Content.Span);
        Assert.Equal("text/html; charset=utf-8", page.ContentType);
        Assert.Contains(invoice.Number, html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);

        await using var without = new BillingApp(fixture.Database, fixture.Broker, settings => settings("Invoices:ChromiumPath", "/nowhere/chromium"));
        var error = await Assert.ThrowsAsync<RpcException>(async () => await without.Invoices.RenderInvoiceAsync(new() { InvoiceId = invoice.InvoiceId, Format = InvoiceFormat.Pdf }));
        Assert.Equal("PDF_UNAVAILABLE", TollgateException.FromRpc(error).Reason);
    }

    [Fact]
    public async Task Bad_requests_name_the_field_and_unknown_invoices_are_not_found()
    {
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await fixture.App.Invoices.GetInvoiceAsync(new() { InvoiceId = Guid.NewGuid().ToString() }));
        Assert.Equal((StatusCode.NotFound, "UNKNOWN_INVOICE"), (missing.StatusCode, TollgateException.FromRpc(missing).Reason));
        var bad = await Assert.ThrowsAsync<RpcException>(async () => await fixture.App.Invoices.CreateCreditNoteAsync(new() { Lines = { new CreditNoteLine { Amount = Usd(-1) } } }));
        Assert.Equal(["invoice_id", "request_id", "reason", "lines[0].amount"], TollgateException.FromRpc(bad).Fields.Select(field => field.Field));
    }

    private BillingApp Taxed() => new(fixture.Database, fixture.Broker, settings =>
    {
        settings("Taxes:Regions:de:Name", "VAT");
        settings("Taxes:Regions:de:Percent", "19");
        settings($"Taxes:Customers:{tenant}", "de");
    });

    /// <summary>A subscription that began so many months (and an hour) ago, so that as many periods have ended.</summary>
    private async Task SubscribeAsync(int monthsAgo, string? who = null, string planId = "starter") =>
        start = await PastSubscriptions.SubscribeAsync(fixture.App, who ?? tenant, planId, monthsAgo);

    /// <summary>A plan whose invoice has lines of every kind.</summary>
    private async Task<string> PlanOfEverythingAsync()
    {
        var planId = $"p-{Guid.NewGuid():N}";
        await fixture.App.Plans.PublishPlanAsync(new()
        {
            Document = TestPlans.Json("starter", plan =>
            {
                (plan["plan_id"], plan["effective_from"], plan["minimum_commit"]) = (planId, "2026-01-01", "50.00");
                plan.Charge("tools")["maximum"] = "10.00";
                plan["discounts"] = JsonNode.Parse("""[{ "discount_id": "voucher", "display_name": "Voucher", "amount": "1.00" }]""");
            }),
        });
        return planId;
    }

    // An hour into a period, counted from the first.
    private DateTimeOffset Period(int index) => start.AddMonths(index).AddHours(1);

    private UsageRecorded Record(DateTimeOffset time, TokenCounts usage, string model = "gpt-4.1-mini") => Usage.Of(tenant, usage, model, attemptTime: time);

    private async Task RateAsync(params UsageRecorded[] records) =>
        await fixture.App.Services.GetRequiredService<RateUsage>().ExecuteAsync(records, CancellationToken.None);

    private BillingApp App(int i) => i % 2 == 0 ? fixture.App : fixture.Other;

    private async Task<string> DraftAsync(int index)
    {
        await fixture.App.Services.GetRequiredService<DraftInvoices>().ExecuteAsync(tenant, CancellationToken.None);
        return (await fixture.App.Invoices.ListInvoicesAsync(new() { TenantId = tenant })).Invoices.Reverse().ElementAt(index).InvoiceId;
    }

    private async Task<Invoice> CloseAsync()
    {
        var closed = (await fixture.App.Invoices.ClosePeriodAsync(new() { TenantId = tenant })).Invoices.Single();
        return (await fixture.App.Invoices.GetInvoiceAsync(new() { InvoiceId = closed.InvoiceId })).Invoice;
    }

    private async Task<Invoice> FinalizeAsync(string invoiceId, BillingApp? app = null) =>
        (await (app ?? fixture.App).Invoices.FinalizeInvoiceAsync(new() { InvoiceId = invoiceId })).Invoice;

    private async Task AssertReplaysAsync(params Invoice[] invoices)
    {
        foreach (var invoice in invoices)
        {
            var replay = await fixture.Other.Invoices.ReplayInvoiceAsync(new() { InvoiceId = invoice.InvoiceId });
            Assert.Equal((true, invoice.DocumentHash), (replay.Identical, replay.ReplayedHash));
        }
    }

    private async Task AssertAtRestAsync()
    {
        var pending = (await fixture.App.Audit.DigestAsync(new() { TenantId = tenant })).Pending;
        Assert.All(pending.Where(entry => entry.Key != "outbox"), entry => Assert.Equal((entry.Key, 0), (entry.Key, entry.Value)));
    }

    private async Task<Dictionary<string, decimal>> BalancesAsync() =>
        (await fixture.App.Ledger.GetTrialBalanceAsync(new() { TenantId = tenant })).Accounts
            .ToDictionary(account => account.Account, account => decimal.Parse(account.Balance, CultureInfo.InvariantCulture));

    private static Money Usd(decimal amount) => new() { Currency = "USD", Nanos = decimal.ToInt64(amount * 1_000_000_000m) };

    private Task<T> ScalarAsync<T>(string sql) => fixture.App.ScalarAsync<T>(sql);

    private Task ExecuteAsync(string sql) => fixture.App.ExecuteAsync(sql);
}
