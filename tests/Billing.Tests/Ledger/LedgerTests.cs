using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tollgate.Billing.Ledger;
using Tollgate.Billing.Rating;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Testing;
using JournalEntry = Tollgate.Billing.Ledger.JournalEntry;

namespace Tollgate.Billing.Tests.Ledger;

[Collection(BillingCollection.Name)]
public class LedgerTests(BillingFixture fixture)
{
    private readonly string tenant = $"t-{Guid.NewGuid():N}";

    [Fact]
    public async Task Rated_usage_is_accrued_in_the_same_commit_and_once()
    {
        await SubscribeAsync();
        UsageRecorded[] records = [.. Enumerable.Range(0, 40).Select(i => Usage.Of(tenant, new() { Input = 900_000 + i, Output = 300_000 }))];

        await Task.WhenAll(records.Chunk(7).Concat(records.Chunk(11)).Select((chunk, i) => RateAsync(i % 2 == 0 ? fixture.App : fixture.Other, chunk)));

        var (rated, accounts) = (await RatedAsync(), await BalancesAsync());
        Assert.True(rated > 0, "the usage must be beyond what is included, or this proves nothing");
        Assert.Equal(rated, accounts["unbilled"]);
        Assert.Equal(-rated, accounts["overage"]);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task A_correction_takes_back_what_was_accrued()
    {
        await SubscribeAsync();
        var first = Usage.Of(tenant, new() { Input = 60_000_000 });
        await RateAsync(fixture.App, [first]);
        var before = (await BalancesAsync())["unbilled"];

        await RateAsync(fixture.App, [first with { Revision = 2, EventId = Guid.NewGuid(), Usage = new() { Input = -10_000_000 }, CostNanos = -1 }]);

        var after = (await BalancesAsync())["unbilled"];
        Assert.True(after < before);
        Assert.Equal(await RatedAsync(), after);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task The_same_fact_is_booked_once()
    {
        var entry = Entry(new(Account.Cash, 5m), new(Account.PrepaidCredit, -5m));

        var (first, second) = (await BookAsync(entry), await BookAsync(entry));

        Assert.Equal((1, 0), (first, second));
        Assert.Equal(5m, (await BalancesAsync())["cash"]);
    }

    [Fact]
    public async Task An_entry_that_does_not_balance_is_refused_by_the_database()
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => BookAsync(Entry(new(Account.Cash, 5m), new(Account.PrepaidCredit, -4.999999999999m))));

        Assert.Equal(PostgresErrorCodes.CheckViolation, error.SqlState);
        Assert.Empty(await BalancesAsync());
    }

    [Theory]
    [InlineData("update ledger_postings set amount = amount * 2")]
    [InlineData("delete from ledger_postings")]
    [InlineData("update ledger_entries set source = 'grant'")]
    [InlineData("truncate ledger_entries cascade")]
    public async Task Nothing_is_changed_in_place(string tampering)
    {
        await BookAsync(Entry(new(Account.Cash, 1m), new(Account.PrepaidCredit, -1m)));

        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(tampering));

        Assert.Equal("the ledger is append-only", error.MessageText);
    }

    [Theory]
    [InlineData("alter table ledger_postings disable trigger all; update ledger_postings p set amount = amount + 1 from ledger_entries e where e.entry_id = p.entry_id and e.tenant_id = '{0}' and account = 'cash'; alter table ledger_postings enable trigger all", "unbalanced_journal")]
    [InlineData("update rated_lines l set amount = l.amount + 1 from rated_usage u where u.attempt_id = l.attempt_id and u.revision = l.revision and u.tenant_id = '{0}'", "usage_not_accrued")]
    public async Task Tampering_shows(string tampering, string expected)
    {
        await SubscribeAsync();
        await RateAsync(fixture.App, [Usage.Of(tenant, new() { Input = 60_000_000 })]);
        await BookAsync(Entry(new(Account.Cash, 1m), new(Account.PrepaidCredit, -1m)));
        Assert.Equal(0, await PendingAsync(expected));

        await ExecuteAsync(string.Format(CultureInfo.InvariantCulture, tampering, tenant));

        Assert.Equal(1, await PendingAsync(expected));
    }

    [Fact]
    public async Task The_journal_is_read_page_by_page_and_names_the_usage()
    {
        await SubscribeAsync();
        for (var i = 0; i < 5; i++)
            await RateAsync(fixture.App, [Usage.Of(tenant, new() { Input = 60_000_000 })]);

        var entries = new List<Contracts.Billing.V1.JournalEntry>();
        var token = "";
        do
        {
            var page = await fixture.App.Ledger.ListJournalEntriesAsync(new() { TenantId = tenant, PageSize = 2, PageToken = token });
            entries.AddRange(page.Entries);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal([5L, 4, 3, 2, 1], entries.Select(entry => entry.FirstSequence));
        Assert.All(entries, entry => Assert.Equal(["unbilled", "overage"], entry.Postings.Select(posting => posting.Account)));
        var forged = await Assert.ThrowsAsync<RpcException>(async () => await fixture.App.Ledger.ListJournalEntriesAsync(new() { TenantId = tenant, PageToken = "x" }));
        Assert.Equal(StatusCode.InvalidArgument, forged.StatusCode);
    }

    [Fact]
    public async Task Usage_from_before_the_ledger_is_opened_with_what_it_was_rated_at()
    {
        await using var database = NpgsqlDataSource.Create(await TestPostgres.CreateDatabaseAsync("billing"));
        await ApplyAsync(database, "0001_CreateBilling.sql");
        await using (var seed = database.CreateCommand(
            """
            insert into plan_versions (plan_id, version, document) values ('p', '1', '{"currency": "EUR"}');
            insert into accounts values ('t');
            insert into subscriptions values ('11111111-1111-1111-1111-111111111111', 't', 'p', '1', 1, '2026-01-01Z', 2);
            insert into charge_states values
                ('11111111-1111-1111-1111-111111111111', '2026-01-01Z', 'a', 10, 1.25), ('11111111-1111-1111-1111-111111111111', '2026-01-01Z', 'b', 10, 2),
                ('11111111-1111-1111-1111-111111111111', '2026-02-01Z', 'a', 10, 0), ('11111111-1111-1111-1111-111111111111', '2026-03-01Z', 'a', 10, 0.000001);
            """))
            await seed.ExecuteNonQueryAsync();

        await ApplyAsync(database, "0010_CreateLedger.sql");

        var balances = await new TrialBalance(database).ExecuteAsync("t", CancellationToken.None);
        Assert.Equal([("overage", "EUR", -3.250001m), ("unbilled", "EUR", 3.250001m)], balances.Select(row => (row.Account, row.Currency, row.Balance)));
    }

    private JournalEntry Entry(params IReadOnlyList<Posting> postings) => new()
    {
        Key = $"test/{tenant}",
        TenantId = tenant,
        Source = JournalSources.Grant,
        SourceId = tenant,
        Currency = "USD",
        Postings = postings,
    };

    private async Task<int> BookAsync(JournalEntry entry)
    {
        await using var connection = await fixture.App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var added = await LedgerWriter.AppendAsync(transaction, [entry], CancellationToken.None);
        await transaction.CommitAsync();
        return added;
    }

    private static async Task ApplyAsync(NpgsqlDataSource database, string migration)
    {
        using var script = new StreamReader(typeof(LedgerWriter).Assembly.GetManifestResourceStream($"Migrations/{migration}")!);
        await using var command = database.CreateCommand(await script.ReadToEndAsync());
        await command.ExecuteNonQueryAsync();
    }

    private async Task SubscribeAsync() => await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" });

    private static async Task RateAsync(BillingApp app, UsageRecorded[] records) =>
        await app.Services.GetRequiredService<RateUsage>().ExecuteAsync(records, CancellationToken.None);

    private async Task<Dictionary<string, decimal>> BalancesAsync()
    {
        var response = await fixture.App.Ledger.GetTrialBalanceAsync(new() { TenantId = tenant });
        Assert.True(response.Balanced);
        return response.Accounts.ToDictionary(account => account.Account, account => decimal.Parse(account.Balance, CultureInfo.InvariantCulture));
    }

    private async Task<decimal> RatedAsync()
    {
        await using var query = fixture.App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"select sum(amount) from rated_usage where tenant_id = '{tenant}'");
        return (decimal)(await query.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = fixture.App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> PendingAsync(string what) => (await fixture.App.Audit.DigestAsync(new() { TenantId = tenant })).Pending[what];

    private async Task AssertAtRestAsync()
    {
        var pending = (await fixture.App.Audit.DigestAsync(new() { TenantId = tenant })).Pending;
        Assert.All(pending.Where(entry => entry.Key != "outbox"), entry => Assert.Equal(0, entry.Value));
    }
}
