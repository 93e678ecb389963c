using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Tollgate.Billing.Rating;
using Tollgate.Billing.Stripe;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Billing.Tests.Stripe;

[Collection(BillingCollection.Name)]
public class StripeReportingTests(BillingFixture fixture) : IAsyncLifetime
{
    private const string Key = "sk_test_of_nobody";
    private readonly string tenant = $"t-{Guid.NewGuid():N}";
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private FakeStripe stripe = null!;

    public async Task InitializeAsync()
    {
        stripe = await FakeStripe.StartAsync();
        // What other tests left to send is not for this one's Stripe.
        await ExecuteAsync("delete from stripe_customers; delete from stripe_events");
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" });
        await Customers().SetAsync(new() { TenantId = tenant, CustomerId = "cus_123" }, default);
    }

    public async Task DisposeAsync() => await stripe.DisposeAsync();

    [Fact]
    public async Task Usage_is_reported_as_sums_under_the_meter_of_its_charge()
    {
        await UseAsync(Usage.Of(tenant, new() { Input = 100, Output = 7 }), Usage.Of(tenant, new() { Input = 20 }));

        await ReportAsync();
        await ReportAsync();

        Assert.Equal([("tollgate_small_input", 120L), ("tollgate_small_output", 7L)], stripe.Taken.Values.Select(e => (e.Name, e.Value)).Order());
        Assert.All(stripe.Taken.Values, e => Assert.Equal("cus_123", e.Customer));
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task A_correction_below_zero_is_carried_until_usage_makes_up_for_it()
    {
        var first = Usage.Of(tenant, new() { Input = 100 });
        await UseAsync(first);
        await ReportAsync();
        await UseAsync(first with { Revision = 2, EventId = Guid.NewGuid(), Usage = new() { Input = -60 } });
        await ReportAsync();
        var carried = Assert.Single((await Customers().ReportAsync(tenant, default)).Charges);
        await UseAsync(Usage.Of(tenant, new() { Input = 50 }));
        await ReportAsync();
        await UseAsync(Usage.Of(tenant, new() { Input = 25 }));
        await ReportAsync();

        Assert.Equal((100, -60), (carried.Sent, carried.Carried));
        Assert.Equal([15L, 100L], stripe.Taken.Values.Select(e => e.Value).Order());
        await AssertNothingIsLostAsync();
    }

    [Theory]
    [InlineData(429, "rate_limit")]
    [InlineData(500, "api_error")]
    [InlineData(503, "unavailable")]
    [InlineData(401, "api_key_expired")]
    public async Task What_is_not_taken_now_is_sent_again_under_the_same_identifier(int status, string code)
    {
        stripe.Before = _ => stripe.Calls <= 2 ? FakeStripe.Error(status, code) : null;
        await UseAsync(Usage.Of(tenant, new() { Input = 100 }));

        for (var i = 0; i < 3; i++)
        {
            await ReportAsync();
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, stripe.Calls);
        Assert.Equal(100, Assert.Single(stripe.Taken.Values).Value);
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task A_crash_between_sending_and_noting_counts_once()
    {
        await UseAsync(Usage.Of(tenant, new() { Input = 100 }));
        await Events().MakeAsync(default);
        // Sent, and the process ends before it can say so.
        var hand = Assert.Single(await Events().ClaimAsync(default));
        await Sender().SendAsync(hand, default);

        clock.Advance(TimeSpan.FromMinutes(3));
        await ReportAsync();

        Assert.Equal(2, stripe.Calls);
        Assert.Equal(100, Assert.Single(stripe.Taken.Values).Value);
        Assert.Equal(100, Assert.Single((await Customers().ReportAsync(tenant, default)).Charges).Sent);
    }

    [Fact]
    public async Task A_lost_answer_is_not_asked_for_again_when_the_identifier_may_be_forgotten()
    {
        stripe.After = _ => FakeStripe.Error(500, "api_error");
        await UseAsync(Usage.Of(tenant, new() { Input = 100 }));
        await ReportAsync();

        clock.Advance(TimeSpan.FromHours(30));
        await ReportAsync();

        Assert.Equal(1, stripe.Calls);
        Assert.Equal(100, Assert.Single((await Customers().ReportAsync(tenant, default)).Charges).Doubtful);
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task What_was_never_taken_may_be_sent_however_late_and_as_of_a_time_that_is_accepted()
    {
        stripe.Before = _ => stripe.Calls == 1 ? FakeStripe.Error(429, "rate_limit") : null;
        await UseAsync(Usage.Of(tenant, new() { Input = 100 }));
        await ReportAsync();

        clock.Advance(TimeSpan.FromDays(50));
        await ReportAsync();

        var taken = Assert.Single(stripe.Taken.Values);
        Assert.InRange(clock.GetUtcNow() - taken.Time, TimeSpan.FromDays(33), TimeSpan.FromDays(35));
    }

    [Fact]
    public async Task What_is_refused_for_good_is_counted_and_not_sent_again()
    {
        stripe.Before = _ => FakeStripe.Error(400, "resource_missing");
        await UseAsync(Usage.Of(tenant, new() { Input = 100 }));

        await ReportAsync();
        clock.Advance(TimeSpan.FromHours(1));
        await ReportAsync();

        Assert.Equal(1, stripe.Calls);
        Assert.Equal(100, Assert.Single((await Customers().ReportAsync(tenant, default)).Charges).Refused);
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task Two_replicas_make_and_send_each_event_once()
    {
        for (var round = 0; round < 5; round++)
        {
            await UseAsync(Usage.Of(tenant, new() { Input = 10, Output = 3 }));
            await Task.WhenAll(ReportAsync(), ReportAsync(), ReportAsync());
        }

        Assert.Equal([15L, 50L], stripe.Taken.Values.GroupBy(e => e.Name).Select(name => name.Sum(e => e.Value)).Order());
        Assert.Equal(stripe.Taken.Count, stripe.Calls);
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task The_key_is_shown_to_Stripe_and_to_no_log()
    {
        stripe.Before = _ => stripe.Calls == 1 ? FakeStripe.Error(401, "api_key_expired") : FakeStripe.Error(400, "resource_missing");
        await UseAsync(Usage.Of(tenant, new() { Input = 100 }));
        var log = new Said();
        var events = Events();
        await events.MakeAsync(default);
        using var worker = new StripeWorker(events, Sender(), Settings(), clock, log);

        await worker.SendDueAsync(default);
        clock.Advance(TimeSpan.FromHours(1));
        await worker.SendDueAsync(default);

        Assert.Equal($"Bearer {Key}", stripe.Authorization);
        Assert.Equal(2, log.Texts.Count);
        Assert.DoesNotContain(log.Texts, text => text.Contains(Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(5, 0, 5, 0)]
    [InlineData(-5, 0, 0, -5)]
    [InlineData(3, -5, 0, -2)]
    [InlineData(5, -5, 0, 0)]
    [InlineData(9, -5, 4, 0)]
    public void What_is_told_and_what_is_carried_add_up(long rated, long carried, long report, long carry) =>
        Assert.Equal(new MeterDelta(report, carry), MeterDelta.Of(rated, carried));

    private NpgsqlDataSource Database => fixture.App.Services.GetRequiredService<NpgsqlDataSource>();

    private IOptions<StripeOptions> Settings() => Options.Create(new StripeOptions { ApiKey = Key, ApiBase = stripe.Address });

    private StripeEvents Events() => new(Database, Settings(), clock);

    private StripeSender Sender() => new(Settings(), clock);

    private StripeCustomers Customers() => new(Database);

    private async Task ReportAsync()
    {
        var events = Events();
        await events.MakeAsync(default);
        using var worker = new StripeWorker(events, Sender(), Settings(), clock, NullLogger<StripeWorker>.Instance);
        await worker.SendDueAsync(default);
    }

    private async Task UseAsync(params IReadOnlyList<UsageRecorded> records) =>
        await fixture.App.Services.GetRequiredService<RateUsage>().ExecuteAsync(records, default);

    private async Task AssertNothingIsLostAsync()
    {
        var statement = (await fixture.App.Statements.GetStatementAsync(new() { TenantId = tenant })).Statement;
        var report = (await Customers().ReportAsync(tenant, default)).Charges;
        Assert.Equal(
            statement.Lines.Where(line => line.ChargeId is not ("recurring" or "seats")).Select(line => (line.ChargeId, line.Quantity)).Order(),
            report.Select(charge => (charge.ChargeId, charge.Sent + charge.Pending + charge.Doubtful + charge.Refused + charge.Carried + charge.Unreported)).Order());
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Said : ILogger<StripeWorker>
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Add(formatter(state, exception) + exception);
    }
}
