using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Rerating;
using Tollgate.Metering.Tests.Audit;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.Tokens;

namespace Tollgate.Metering.Tests.Rerating;

/// <summary>Usage of gpt-4.1 that was priced at $2/0.50/8, and a book that says $1/0.25/4 since the beginning. Each test has its own books.</summary>
public sealed class RerateUsageTests : IAsyncLifetime
{
    // 70 input, 20 cached, 9 output, 1 reasoning: at the shipped price, and at half of it.
    private const long Shipped = (70 * 2_000) + (20 * 500) + (10 * 8_000);
    private const long Half = Shipped / 2;

    private readonly MeteringDatabase database = new();
    private readonly string tenant = Given.Tenant();

    public async Task InitializeAsync() => await database.InitializeAsync();

    public Task DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_corrected_price_posts_the_difference_beside_the_entry_it_corrects()
    {
        await database.Budgets().CreateAsync(Given.Budget(tenant, 10_000_000), default);
        var fact = Fact();
        await database.Usage().HandleAsync([fact], default);
        await HalvePriceAsync();

        var job = await RerateAsync();

        var entries = await EntriesAsync(fact.AttemptId);
        Assert.Equal([(1, UsageEntryKind.Usage, (int?)null, Shipped), (2, UsageEntryKind.Rerate, 1, Half - Shipped)], entries);
        Assert.Equal((1, 1, 0, Half - Shipped), (job.Examined, job.Posted, job.Skipped, job.CostNanos));
        Assert.Equal(Half, await database.ScalarAsync<long>("SELECT p.settled FROM budget_periods p JOIN budgets b ON b.key = p.budget_key WHERE b.tenant_id = $1", tenant));
        Assert.Equal((long)(short)UsageRank.Provider, (long)await database.ScalarAsync<short>("SELECT rank FROM holds WHERE attempt_id = $1", fact.AttemptId));
        await DigestBooksTests.AssertBalancedAsync(database, tenant);
    }

    [Fact]
    public async Task The_books_say_what_was_settled_what_was_rerated_and_both()
    {
        await database.Usage().HandleAsync([Fact(), Fact()], default);
        var before = await BooksAsync();
        await HalvePriceAsync();
        await RerateAsync();

        var after = await BooksAsync();

        Assert.Equal(before["metering.ledger"], after["metering.ledger"]);
        Assert.Equal((2, 2 * (Half - Shipped)), (after["metering.rerates"].Records, after["metering.rerates"].CostNanos));
        Assert.Equal((2 * Half, 2 * Half), (after["metering.recorded"].CostNanos, after["metering.rollups"].CostNanos));
    }

    [Fact]
    public async Task Done_twice_it_changes_nothing()
    {
        await database.Usage().HandleAsync([Fact(), Fact()], default);
        await HalvePriceAsync();
        await RerateAsync();

        var again = await RerateAsync();

        Assert.Equal((2, 0), (again.Examined, again.Posted));
        Assert.Equal(2 * Half, await CostAsync());
    }

    [Fact]
    public async Task A_crash_between_pages_is_gone_on_from_and_one_within_a_page_never_happened()
    {
        await database.Usage().HandleAsync([.. Enumerable.Range(0, 25).Select(_ => Fact())], default);
        await HalvePriceAsync();
        await StartAsync();
        Assert.True(await database.Rerates(pageSize: 10).HandleNextPageAsync(default));
        Assert.Equal((10L, 10L), await ProgressAsync());

        // The database fails in the middle of the second page, as it would when the process is killed there.
        await database.ExecuteAsync("ALTER TABLE rerates ADD CONSTRAINT crash CHECK (examined <= 10)");
        await Assert.ThrowsAsync<PostgresException>(() => database.Rerates(pageSize: 10).HandleNextPageAsync(default));
        Assert.Equal((10L, 10L), await ProgressAsync());
        await DigestBooksTests.AssertBalancedAsync(database, tenant);
        await database.ExecuteAsync("ALTER TABLE rerates DROP CONSTRAINT crash");
        await FinishAsync(pageSize: 10);

        Assert.Equal((25L, 25L), await ProgressAsync());
        Assert.Equal(25 * Half, await CostAsync());
        await DigestBooksTests.AssertBalancedAsync(database, tenant);
    }

    [Fact]
    public async Task Replicas_working_on_one_job_post_each_difference_once()
    {
        await database.Budgets().CreateAsync(Given.Budget(tenant, 100_000_000), default);
        await database.Usage().HandleAsync([.. Enumerable.Range(0, 40).Select(_ => Fact())], default);
        await HalvePriceAsync();
        await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!await IsDoneAsync())
                await database.Rerates(pageSize: 7).HandleNextPageAsync(default);
        }));

        Assert.Equal((40L, 40L), await ProgressAsync());
        Assert.Equal(40 * Half, await CostAsync());
        await DigestBooksTests.AssertBalancedAsync(database, tenant);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_correction_of_the_usage_ends_at_the_new_usage_at_the_corrected_price(bool isPricedByTheNewBook)
    {
        await database.Budgets().CreateAsync(Given.Budget(tenant, 10_000_000), default);
        var counted = Fact(UsageRank.Counted);
        await database.Usage().HandleAsync([counted], default);
        await HalvePriceAsync();
        await RerateAsync();
        var stated = Fact(UsageRank.Provider, counted.AttemptId) with
        {
            Usage = new TokenCounts { Input = 100, Output = 50 },
            CostNanos = isPricedByTheNewBook ? 300_000 : 600_000,
            PriceVersion = isPricedByTheNewBook ? "half" : counted.PriceVersion,
        };

        await database.Usage().HandleAsync([stated], default);

        Assert.Equal(300_000, await CostAsync());
        Assert.Equal(stated.CostNanos, (await BooksAsync())["metering.ledger"].CostNanos);
        var entries = await EntriesAsync(counted.AttemptId);
        Assert.Equal([UsageEntryKind.Usage, UsageEntryKind.Rerate, UsageEntryKind.Correction, UsageEntryKind.Rerate], entries.Select(entry => entry.Kind));
        Assert.Equal([null, 1, 1, 3], entries.Select(entry => entry.Corrects));
        await DigestBooksTests.AssertBalancedAsync(database, tenant);
        Assert.Equal(0, (await RerateAsync()).Posted);
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_priced_anew()
    {
        var now = DateTimeOffset.UtcNow;
        var (old, other) = (Fact(at: now.AddDays(-3)), Fact() with { Model = "gpt-4.1-mini" });
        var unknown = Fact() with { PriceVersion = "elsewhere" };
        var assumed = Fact(UsageRank.Assumed);
        await database.Usage().HandleAsync([old, other, unknown, assumed, Fact()], default);
        await HalvePriceAsync();

        var job = await RerateAsync(start: now.AddHours(-1), version: Fact().PriceVersion);

        // The third of the model in the hour stands at its worst case: there is no usage to price.
        Assert.Equal((3, 1, 1), (job.Examined, job.Posted, job.Skipped));
    }

    [Fact]
    public async Task Billing_hears_of_the_difference_in_cost_with_no_tokens()
    {
        await database.Usage().HandleAsync([Fact()], default);
        await database.ExecuteAsync("DELETE FROM messaging.outbox");
        await HalvePriceAsync();
        await RerateAsync();

        var body = await database.ScalarAsync<string>(
            "SELECT convert_from(body, 'UTF8') FROM messaging.outbox WHERE message_type = 'metering.usage-recorded-batch.v1'");

        Assert.Contains($"\"costNanos\":{Half - Shipped}", body, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"Rerate\"", body, StringComparison.Ordinal);
        Assert.Contains("\"correctsRevision\":1", body, StringComparison.Ordinal);
        Assert.Contains("\"priceVersion\":\"half\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_made_once_for_a_request_and_refused_without_a_range()
    {
        var request = Request("r1", DateTimeOffset.UtcNow.AddDays(-1));
        var first = await Manage().StartAsync(request, default);
        var again = await Manage().StartAsync(request, default);
        request.Model = "another";

        var other = await Assert.ThrowsAsync<TollgateException>(() => Manage().StartAsync(request, default));
        var empty = await Assert.ThrowsAsync<TollgateException>(() => Manage().StartAsync(new StartRerateRequest(), default));

        Assert.Equal(first.RerateId, again.RerateId);
        Assert.Equal("RERATE_EXISTS", other.Reason);
        Assert.Equal(["end_time", "provider", "request_id", "start_time"], empty.Fields.Select(field => field.Field).Order());
    }

    private TokensMetered Fact(UsageRank rank = UsageRank.Provider, Guid? attempt = null, DateTimeOffset? at = null)
    {
        var fact = Given.Usage(tenant, Shipped, attempt ?? (at is { } time ? Guid.CreateVersion7(time) : null), rank) with
        {
            Provider = "openai",
            Model = "gpt-4.1",
            Usage = new TokenCounts { Input = 70, CachedInput = 20, Output = 9, Reasoning = 1 },
            PriceVersion = PriceBook.Default.Find("openai", "gpt-4.1", DateTimeOffset.UtcNow)!.Version,
        };
        return at is { } start ? fact with { StartTime = start, EndTime = start.AddSeconds(1) } : fact;
    }

    private async Task HalvePriceAsync()
    {
        var document = PriceBookWriter.Write(
            "corrected",
            [new PriceEntry { Provider = "openai", Model = "gpt-4.1", Version = "half", Prices = new UnitPrices { Input = 1m, CachedInput = 0.25m, Output = 4m } }]);
        await new ImportPrices(database.Source, new PriceBooks(database.Source), MeteringDatabase.Outbox(), TimeProvider.System, NullLogger<ImportPrices>.Instance)
            .HandleAsync(new ImportPricesRequest { Source = "tollgate", Document = document }, default);
        // It changes what past usage costs, so the rules leave it to a person.
        await new DecidePrices(database.Source, MeteringDatabase.Outbox(), NullLogger<DecidePrices>.Instance).ApproveAsync(["half"], "", default);
    }

    private async Task<Rerate> RerateAsync(DateTimeOffset? start = null, string version = "")
    {
        var id = await StartAsync(start, version);
        await FinishAsync();
        return (await RerateStore.FindAsync(database.Source, id, default))!;
    }

    private async Task<Guid> StartAsync(DateTimeOffset? start = null, string version = "")
    {
        var request = Request(Guid.NewGuid().ToString(), start ?? DateTimeOffset.UtcNow.AddDays(-30));
        request.PriceVersion = version;
        return Guid.Parse((await Manage().StartAsync(request, default)).RerateId);
    }

    private async Task FinishAsync(int pageSize = 500)
    {
        while (await database.Rerates(pageSize).HandleNextPageAsync(default))
        {
        }
    }

    private StartRerateRequest Request(string id, DateTimeOffset start) => new()
    {
        RequestId = id,
        Provider = "openai",
        Model = "gpt-4.1",
        TenantId = tenant,
        StartTime = start.ToTimestamp(),
        EndTime = DateTimeOffset.UtcNow.AddHours(1).ToTimestamp(),
    };

    private ManageRerates Manage() => new(
        database.Source, new PriceBooks(database.Source),
        new RerateWorker(database.Rerates(), Options.Create(new RerateOptions()), TimeProvider.System, NullLogger<RerateWorker>.Instance),
        TimeProvider.System, Options.Create(new LedgerOptions()));

    private async Task<Dictionary<string, Book>> BooksAsync() =>
        (await database.Digest()
            .HandleAsync(new DigestRequest { TenantId = tenant }, default)).Books.ToDictionary(book => book.Name);

    private async Task<List<(int Revision, UsageEntryKind Kind, int? Corrects, long CostNanos)>> EntriesAsync(Guid attempt)
    {
        await using var query = database.Source.CreateCommand("SELECT revision, kind, corrects, cost_nanos FROM usage_entries WHERE attempt_id = $1 ORDER BY revision");
        query.Parameters.AddWithValue(attempt);
        await using var rows = await query.ExecuteReaderAsync();
        var entries = new List<(int, UsageEntryKind, int?, long)>();
        while (await rows.ReadAsync())
            entries.Add((rows.GetInt32(0), (UsageEntryKind)rows.GetInt16(1), rows.GetFieldValue<int?>(2), rows.GetInt64(3)));
        return entries;
    }

    private async Task<(long Examined, long Posted)> ProgressAsync() =>
        (await database.ScalarAsync<long>("SELECT examined FROM rerates"), await database.ScalarAsync<long>("SELECT posted FROM rerates"));

    private Task<bool> IsDoneAsync() => database.ScalarAsync<bool>("SELECT is_done FROM rerates");

    private async Task<long> CostAsync() =>
        (long)await database.ScalarAsync<decimal>("SELECT sum(cost_nanos) FROM usage_entries WHERE tenant_id = $1", tenant);
}
