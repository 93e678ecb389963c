using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Invoices;
using Tollgate.Billing.ServiceLevels;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Tests.ServiceLevels;

[Collection(BillingCollection.Name)]
public class ServiceLevelTests(BillingFixture fixture)
{
    private readonly string tenant = $"t-{Guid.NewGuid():N}";
    private readonly string planId = $"p-{Guid.NewGuid():N}";
    private DateTimeOffset start;

    [Fact]
    public async Task A_request_is_counted_once_however_often_and_wherever_it_is_told()
    {
        await SubscribeAsync(monthsAgo: 0);
        var now = DateTimeOffset.UtcNow;
        RequestCompleted[] requests =
        [
            .. Requests.Many(tenant, now, 20), .. Requests.Many(tenant, now, 3, "failed", "PROVIDER_UNAVAILABLE"),
            .. Requests.Many(tenant, now, 2, "refused", "BUDGET_EXCEEDED"),
        ];

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => MeasureAsync(i, [.. requests.OrderBy(_ => Random.Shared.Next())]))));
        foreach (var request in requests)
            await fixture.Other.Bus.Publish(request);
        await fixture.App.Bus.Publish(Requests.Of(tenant, now));

        var standing = await Eventually.SeeAsync(async () => await StandingAsync() is { } seen && seen.Assessments[0].Answered >= 21 ? seen : null);
        var assessment = standing.Assessments.Single();
        Assert.Equal((21, 3, 2), (assessment.Answered, assessment.Failed, assessment.NotCounted));
        Assert.Equal("87.5", assessment.AvailabilityPercent);
        Assert.Equal((21, 3, 2), (standing.Hours.Sum(hour => hour.Answered), standing.Hours.Sum(hour => hour.Failed), standing.Hours.Sum(hour => hour.NotCounted)));
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task A_period_that_missed_its_promise_is_credited_once_on_its_invoice_with_the_evidence()
    {
        await SubscribeAsync(monthsAgo: 1);
        await MeasureAsync(0, [.. Requests.Many(tenant, Period(0), 97), .. Requests.Many(tenant, Period(0), 3, "failed", "INTERNAL")]);
        // Of the next period: none of this one's business.
        await MeasureAsync(1, [.. Requests.Many(tenant, Period(1), 5, "failed", "INTERNAL")]);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => App(i).Invoices.ClosePeriodAsync(new() { TenantId = tenant }).ResponseAsync));

        var invoice = await NewestAsync();
        var line = invoice.Lines.Single(line => line.Kind == "service_credit");
        Assert.Equal(-1000m, Amount(line.Amount));
        Assert.Contains("97 % of 100 requests answered, 99.9 % promised; 40 % of the fee of 2500.00", line.Description, StringComparison.Ordinal);
        Assert.Equal(1500m, Amount(invoice.Total));
        var found = (await fixture.App.ServiceLevels.ListServiceCreditsAsync(new() { TenantId = tenant })).Assessments.Single();
        Assert.Equal((97, 3, invoice.Number, 1000m), (found.Answered, found.Failed, found.InvoiceNumber, Amount(found.Credited)));
        Assert.Equal([ServicePromise.Availability], found.Missed);
        var balances = await BalancesAsync();
        Assert.Equal((1500m, -2500m, 1000m), (balances["receivable"], balances["revenue"], balances["service_credits"]));
        Assert.Equal(-1000m, await CreditExportedAsync());
        await AssertReplaysAsync(invoice);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Requests_that_are_counted_after_the_invoice_are_credited_on_the_next_one_and_nothing_twice()
    {
        await SubscribeAsync(monthsAgo: 2);
        var late = Period(1).AddHours(-3);
        await MeasureAsync(0, [.. Requests.Many(tenant, late, 998), .. Requests.Many(tenant, late, 2, "failed", "INTERNAL")]);
        await MeasureAsync(0, [.. Requests.Many(tenant, Period(1), 1_000)]);
        var first = await FinalizeAsync(0);

        await MeasureAsync(0, [.. Requests.Many(tenant, late, 20, "failed", "INTERNAL")]);
        var second = await FinalizeAsync(1);

        Assert.Equal(-250m, Amount(first.Lines.Single(line => line.Kind == "service_credit").Amount));
        var more = second.Lines.Single(line => line.Kind == "service_credit");
        // 978 of 1,020 is 97.8 %: 40 % of the fee, of which 10 % was credited.
        Assert.Equal((-750m, first.PeriodStart), (Amount(more.Amount), more.UsagePeriodStart));
        await AssertReplaysAsync(first, second);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task What_was_credited_stays_though_later_requests_show_the_promise_kept()
    {
        await SubscribeAsync(monthsAgo: 2);
        var late = Period(1).AddHours(-3);
        await MeasureAsync(0, [.. Requests.Many(tenant, late, 998), .. Requests.Many(tenant, late, 2, "failed", "INTERNAL")]);
        var first = await FinalizeAsync(0);
        await MeasureAsync(0, [.. Requests.Many(tenant, late, 4_000)]);
        var second = await FinalizeAsync(1);

        Assert.Contains(first.Lines, line => line.Kind == "service_credit");
        Assert.DoesNotContain(second.Lines, line => line.Kind == "service_credit");
        await AssertReplaysAsync(first, second);
    }

    [Fact]
    public async Task A_close_that_dies_after_the_credit_leaves_nothing_and_credits_once_when_tried_again()
    {
        await SubscribeAsync(monthsAgo: 1);
        await MeasureAsync(0, [.. Requests.Many(tenant, Period(0), 3, "failed", "INTERNAL")]);
        await fixture.App.Services.GetRequiredService<DraftInvoices>().ExecuteAsync(tenant, CancellationToken.None);
        await fixture.App.ExecuteAsync(
            """
            create or replace function die() returns trigger language plpgsql as $$
            begin if current_setting('tollgate.doomed', true) = 'yes' then raise exception 'died'; end if; return null; end $$;
            create trigger die after insert on service_assessments for each statement execute function die()
            """);
        await using var doomed = new BillingApp(fixture.Database + ";Options=-c tollgate.doomed=yes", fixture.Broker);
        try
        {
            await Assert.ThrowsAsync<RpcException>(async () => await doomed.Invoices.ClosePeriodAsync(new() { TenantId = tenant }));
        }
        finally
        {
            await fixture.App.ExecuteAsync("drop trigger die on service_assessments");
        }

        Assert.Empty((await fixture.App.ServiceLevels.ListServiceCreditsAsync(new() { TenantId = tenant })).Assessments);
        var invoice = await FinalizeAsync(0);
        Assert.Equal(-1250m, Amount(invoice.Lines.Single(line => line.Kind == "service_credit").Amount));
        await AssertReplaysAsync(invoice);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task A_credit_is_never_more_than_was_charged_and_a_draft_shows_it()
    {
        await SubscribeAsync(monthsAgo: 1, plan => plan["discounts"] = JsonNode.Parse(
            """[{ "discount_id": "friends", "display_name": "Friends", "percent": "60" }]"""));
        await MeasureAsync(0, [.. Requests.Many(tenant, Period(0), 3, "failed", "INTERNAL")]);
        await fixture.App.Services.GetRequiredService<DraftInvoices>().ExecuteAsync(tenant, CancellationToken.None);

        var draft = await NewestAsync();

        Assert.Equal(InvoiceState.Draft, draft.State);
        // Half of the fee is owed, and two fifths of it are charged.
        Assert.Equal(-1000m, Amount(draft.Lines.Single(line => line.Kind == "service_credit").Amount));
        Assert.Equal(0m, Amount(draft.Total));
    }

    [Fact]
    public async Task Counts_that_were_tampered_with_show_in_the_audit_and_are_made_again()
    {
        await SubscribeAsync(monthsAgo: 0);
        await MeasureAsync(0, [.. Requests.Many(tenant, DateTimeOffset.UtcNow, 30), .. Requests.Many(tenant, DateTimeOffset.UtcNow, 2, "failed", "INTERNAL")]);
        await fixture.App.ExecuteAsync($"update service_counts set requests = requests + 1 where tenant_id = '{tenant}' and measure = 'failed'");
        Assert.Equal(1, (await PendingAsync())["service_counts_differ"]);

        Assert.True((await fixture.App.ServiceLevels.RecountServiceAsync(new() { TenantId = tenant })).Counts > 0);

        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Any_stretch_of_time_is_measured_to_the_microsecond()
    {
        var random = new Random(20261126);
        var day = DateTimeOffset.UtcNow.Date.AddDays(-3);
        RequestCompleted[] requests = [.. Enumerable.Range(0, 600).Select(_ => Requests.Of(
            tenant, new DateTimeOffset(day, TimeSpan.Zero).AddMicroseconds(random.NextInt64(0, 6 * 3_600_000_000L)),
            random.Next(4) == 0 ? "failed" : "answered", "INTERNAL", random.Next(0, 20_000), random.Next(0, 6_000)))];
        await MeasureAsync(0, requests);
        var level = Shipped.Plan("enterprise").ServiceLevel!;
        await using var connection = await fixture.App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        for (var i = 0; i < 60; i++)
        {
            // Some begin or end with a request, some on an hour.
            var ends = new[] { Pick(), Pick() }.Order().ToArray();
            var inside = requests.Where(request => request.AcceptTime >= ends[0] && request.AcceptTime < ends[1]).ToArray();
            var answers = inside.Where(request => request.Outcome == "answered").ToArray();

            var measure = await ServiceMeasurements.ReadAsync(
                transaction, tenant, Instant.FromDateTimeOffset(ends[0]), Instant.FromDateTimeOffset(ends[1]), level, CancellationToken.None);

            Assert.Equal(
                new ServiceMeasure(
                    answers.Length, inside.Length - answers.Length, 0, answers.Count(answer => answer.EndTime - answer.AcceptTime > TimeSpan.FromSeconds(8)),
                    answers.Length, answers.Count(answer => answer.FirstTokenTime - answer.AcceptTime > TimeSpan.FromSeconds(3))),
                measure);
        }

        DateTimeOffset Pick() => random.Next(3) switch
        {
            0 => requests[random.Next(requests.Length)].AcceptTime,
            1 => new DateTimeOffset(day, TimeSpan.Zero).AddHours(random.Next(7)),
            _ => new DateTimeOffset(day, TimeSpan.Zero).AddMicroseconds(random.NextInt64(0, 6 * 3_600_000_000L)),
        };
    }

    [Fact]
    public async Task Terms_that_cannot_be_kept_or_credited_are_named_field_by_field()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => PublishAsync(plan => plan["service_level"] = JsonNode.Parse(
            """
            {"availability_percent": "99.9", "credit_percent": "10", "first_token_p95_ms": 600001, "max_credit_percent": "5", "minimum_requests": 0,
             "credit_tiers": [{"below_percent": "99.9", "credit_percent": "20"}, {"below_percent": "99", "credit_percent": "15"}]}
            """)));

        Assert.Equal(
            [
                "document.service_level.credit_tiers[0].below_percent", "document.service_level.credit_tiers[1].credit_percent",
                "document.service_level.first_token_p95_ms", "document.service_level.max_credit_percent", "document.service_level.minimum_requests",
            ],
            TollgateException.FromRpc(error).Fields.Select(field => field.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_tenant_without_a_subscription_has_no_promise()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await StandingAsync());

        Assert.Equal("NO_SUBSCRIPTION", TollgateException.FromRpc(error).Reason);
    }

    private async Task SubscribeAsync(int monthsAgo, Action<JsonNode>? change = null)
    {
        await PublishAsync(plan =>
        {
            plan["service_level"]!["minimum_requests"] = 1;
            change?.Invoke(plan);
        });
        start = await PastSubscriptions.SubscribeAsync(fixture.App, tenant, planId, monthsAgo);
    }

    private async Task PublishAsync(Action<JsonNode> change) => await fixture.App.Plans.PublishPlanAsync(new()
    {
        Document = TestPlans.Json("enterprise", plan =>
        {
            (plan["plan_id"], plan["effective_from"]) = (planId, "2026-01-01");
            change(plan);
        }),
    });

    // Half an hour into a period, counted from the first.
    private DateTimeOffset Period(int index) => start.AddMonths(index).AddMinutes(30);

    private Task MeasureAsync(int replica, IReadOnlyList<RequestCompleted> requests) =>
        App(replica).Services.GetRequiredService<MeasureService>().ExecuteAsync(requests, CancellationToken.None);

    private BillingApp App(int i) => i % 2 == 0 ? fixture.App : fixture.Other;

    private async Task<GetServiceLevelResponse> StandingAsync() => await fixture.App.ServiceLevels.GetServiceLevelAsync(new() { TenantId = tenant });

    private async Task<Invoice> NewestAsync()
    {
        var newest = (await fixture.App.Invoices.ListInvoicesAsync(new() { TenantId = tenant })).Invoices[0];
        return (await fixture.App.Invoices.GetInvoiceAsync(new() { InvoiceId = newest.InvoiceId })).Invoice;
    }

    private async Task<Invoice> FinalizeAsync(int index)
    {
        await fixture.App.Services.GetRequiredService<DraftInvoices>().ExecuteAsync(tenant, CancellationToken.None);
        var invoices = (await fixture.App.Invoices.ListInvoicesAsync(new() { TenantId = tenant })).Invoices;
        return (await App(index).Invoices.FinalizeInvoiceAsync(new() { InvoiceId = invoices[^(index + 1)].InvoiceId })).Invoice;
    }

    private async Task AssertReplaysAsync(params Invoice[] invoices)
    {
        foreach (var invoice in invoices)
            Assert.True((await fixture.Other.Invoices.ReplayInvoiceAsync(new() { InvoiceId = invoice.InvoiceId })).Identical);
    }

    private async Task<IDictionary<string, long>> PendingAsync() => (await fixture.App.Audit.DigestAsync(new() { TenantId = tenant })).Pending;

    private async Task AssertAtRestAsync() =>
        Assert.All((await PendingAsync()).Where(entry => entry.Key != "outbox"), entry => Assert.Equal((entry.Key, 0), (entry.Key, entry.Value)));

    private async Task<Dictionary<string, decimal>> BalancesAsync() =>
        (await fixture.App.Ledger.GetTrialBalanceAsync(new() { TenantId = tenant })).Accounts
            .ToDictionary(account => account.Account, account => decimal.Parse(account.Balance, CultureInfo.InvariantCulture));

    private async Task<decimal> CreditExportedAsync()
    {
        using var file = new MemoryStream();
        using var call = fixture.App.Exports.ExportFocus(new ExportFocusRequest
        {
            TenantId = tenant,
            StartTime = start.AddDays(-1).ToTimestamp(),
            EndTime = start.AddDays(1).ToTimestamp(),
            Format = ExportFormat.Csv,
        });
        await foreach (var part in call.ResponseStream.ReadAllAsync())
            file.Write(part.Data.Span);
        var row = System.Text.Encoding.UTF8.GetString(file.ToArray()).Split('\n').Single(line => line.Contains(",Credit,", StringComparison.Ordinal));
        return decimal.Parse(row.Split(',')[0], CultureInfo.InvariantCulture);
    }

    private static decimal Amount(Contracts.Common.V1.Money money) => money.Nanos / 1_000_000_000m;
}
