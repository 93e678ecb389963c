using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;

namespace Tollgate.Metering.Tests.Ledger;

public sealed class RecordUsageTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task A_usage_event_delivered_twice_is_counted_once()
    {
        var tenant = Given.Tenant();
        var fact = Given.Usage(tenant, 100);

        var first = await database.Usage().HandleAsync([fact, fact], default);
        var second = await database.Usage().HandleAsync([fact], default);

        Assert.Single(first.Entries);
        Assert.Empty(second.Entries);
        Assert.Equal(100L, await CostAsync(tenant));
        Assert.Equal(1L, await NewsAsync(tenant));
    }

    [Fact]
    public async Task Replicas_racing_on_the_same_events_record_each_once()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1_000_000), default);
        var facts = Enumerable.Range(0, 40).Select(_ => Given.Usage(tenant, 100)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            database.Usage().HandleAsync(i % 2 == 0 ? facts : [.. facts.Reverse()], default)));

        Assert.Equal(40L, await database.CountAsync("usage_entries", tenant));
        Assert.Equal(4000L, await CostAsync(tenant));
        Assert.Equal((4000, 0), await SpentAsync(tenant));
        await AssertBooksBalanceAsync(tenant);
    }

    [Fact]
    public async Task A_better_known_fact_posts_the_difference()
    {
        var tenant = Given.Tenant();
        var assumed = Given.Usage(tenant, 500, rank: UsageRank.Assumed);
        var stated = Given.Usage(tenant, 120, assumed.AttemptId) with { Usage = new TokenCounts { Input = 10, Output = 5 } };

        await database.Usage().HandleAsync([assumed], default);
        var corrected = await database.Usage().HandleAsync([stated], default);

        var entry = Assert.Single(corrected.Entries);
        Assert.Equal((2, -380), (entry.Revision, entry.Amounts.CostNanos));
        Assert.Equal(-60, entry.Amounts.ToCounts().Input);
        Assert.Equal(120L, await CostAsync(tenant));
        await AssertBooksBalanceAsync(tenant);
    }

    [Theory]
    [InlineData(UsageRank.Provider, UsageRank.Assumed)]
    [InlineData(UsageRank.Provider, UsageRank.Provider)]
    [InlineData(UsageRank.Reconciled, UsageRank.Counted)]
    public async Task A_fact_that_is_known_no_better_changes_nothing(UsageRank known, UsageRank late)
    {
        var tenant = Given.Tenant();
        var first = Given.Usage(tenant, 120, rank: known);

        await database.Usage().HandleAsync([first], default);
        var recorded = await database.Usage().HandleAsync([Given.Usage(tenant, 500, first.AttemptId, late)], default);

        Assert.Empty(recorded.Entries);
        Assert.Equal(120L, await CostAsync(tenant));
    }

    [Fact]
    public async Task Ranks_in_any_order_and_grouping_end_at_the_best_known_amount()
    {
        var ranks = new[] { UsageRank.Assumed, UsageRank.Counted, UsageRank.Reconciled, UsageRank.Provider };
        var random = new Random(7);
        for (var round = 0; round < 12; round++)
        {
            var tenant = Given.Tenant();
            await database.Budgets().CreateAsync(Given.Budget(tenant, 1_000_000), default);
            var attempt = Guid.CreateVersion7();
            var facts = ranks.Concat(ranks).Select(rank => Given.Usage(tenant, 100 * (int)rank, attempt, rank)).ToArray();
            random.Shuffle(facts);

            foreach (var batch in facts.Chunk(random.Next(1, 5)))
                await database.Usage().HandleAsync(batch, default);

            Assert.Equal(400L, await CostAsync(tenant));
            Assert.Equal((400, 0), await SpentAsync(tenant));
            await AssertBooksBalanceAsync(tenant);
        }
    }

    [Fact]
    public async Task Settling_gives_the_worst_case_back_and_charges_what_was_used()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1000), default);
        var tokens = Given.Budget(tenant, 0, id: "tokens");
        tokens.TokenLimit = 5000;
        await database.Budgets().CreateAsync(tokens, default);
        await using var holds = database.Holds();
        var place = Given.Place(tenant, 600, tokens: 4000);
        await holds.HandleAsync([place], default);

        await database.Usage().HandleAsync([Given.Usage(tenant, 250, place.AttemptId)], default);

        Assert.Equal((250, 0), await SpentAsync(tenant));
        // Tool calls are billed, but are no tokens.
        Assert.Equal((100, 0), await SpentAsync(tenant, "tokens"));
        Assert.Equal("ALREADY_SETTLED", ((HoldFailed)(await holds.HandleAsync([new ExtendHold(place.AttemptId, new(9, 9))], default))[0]).Reason);
        await AssertBooksBalanceAsync(tenant);
    }

    [Fact]
    public async Task Usage_that_was_never_reserved_or_was_released_is_charged_all_the_same()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1000), default);
        await using var holds = database.Holds();
        var released = Given.Place(tenant, 600);
        await holds.HandleAsync([released, new ReleaseHold(released.AttemptId)], default);

        await database.Usage().HandleAsync([Given.Usage(tenant, 700, released.AttemptId), Given.Usage(tenant, 700)], default);

        Assert.Equal((1400, 0), await SpentAsync(tenant));
        await AssertBooksBalanceAsync(tenant);
    }

    [Fact]
    public async Task What_the_platform_absorbs_is_recorded_but_not_charged_to_the_customers_budget()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1000), default);
        await using var holds = database.Holds();
        var place = Given.Place(tenant, 600);
        await holds.HandleAsync([place], default);

        await database.Usage().HandleAsync([Given.Usage(tenant, 250, place.AttemptId) with { Payer = Payer.Platform }], default);

        Assert.Equal((0, 0), await SpentAsync(tenant));
        Assert.Equal(250L, await CostAsync(tenant));
        await AssertBooksBalanceAsync(tenant);
    }

    [Fact]
    public async Task A_crash_before_the_commit_leaves_nothing_and_the_redelivery_records_it()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1000), default);
        await using var holds = database.Holds();
        var place = Given.Place(tenant, 600);
        await holds.HandleAsync([place], default);
        var fact = Given.Usage(tenant, 250, place.AttemptId);
        // The last statement of the transaction kills its own connection, as a dying process or server would.
        await database.ExecuteAsync(
            $"""
            CREATE FUNCTION crash_{place.AttemptId:N}() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
            CREATE TRIGGER crash BEFORE INSERT ON messaging.outbox FOR EACH ROW
                WHEN (convert_from(NEW.body, 'UTF8') LIKE '%{tenant}%') EXECUTE FUNCTION crash_{place.AttemptId:N}();
            """);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => database.Usage().HandleAsync([fact], default));
        Assert.Equal(0L, await database.CountAsync("usage_entries", tenant));
        Assert.Equal(0L, await database.CountAsync("usage_rollups", tenant));
        Assert.Equal((0, 600), await SpentAsync(tenant));

        await database.ExecuteAsync("DROP TRIGGER crash ON messaging.outbox");
        await database.Usage().HandleAsync([fact], default);
        Assert.Equal((250, 0), await SpentAsync(tenant));
        Assert.Equal(1L, await NewsAsync(tenant));
        await AssertBooksBalanceAsync(tenant);
    }

    [Fact]
    public async Task The_ledger_refuses_to_be_rewritten()
    {
        var tenant = Given.Tenant();
        await database.Usage().HandleAsync([Given.Usage(tenant, 100)], default);

        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync($"UPDATE usage_entries SET cost_nanos = 1 WHERE tenant_id = '{tenant}'"));
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync($"DELETE FROM usage_entries WHERE tenant_id = '{tenant}'"));
    }

    [Fact]
    public async Task Holds_and_settlements_of_the_same_budgets_do_not_deadlock_and_add_up()
    {
        var tenant = Given.Tenant();
        foreach (var id in new[] { "c", "a", "b" })
            await database.Budgets().CreateAsync(Given.Budget(tenant, 1_000_000_000, id: id), default);
        await using var one = database.Holds(maxBatch: 8);
        await using var two = database.Holds(maxBatch: 8);

        await Task.WhenAll(Enumerable.Range(0, 120).Select(async i =>
        {
            var place = Given.Place(tenant, 100, user: $"u{i % 3}");
            Assert.IsType<HoldGranted>(await (i % 2 == 0 ? one : two).DecideAsync(place, default));
            await database.Usage().HandleAsync([Given.Usage(tenant, 60, place.AttemptId, user: $"u{i % 3}")], default);
        }));

        foreach (var id in new[] { "a", "b", "c" })
            Assert.Equal((7200, 0), await SpentAsync(tenant, id));
        await AssertBooksBalanceAsync(tenant);
    }

    [Fact]
    public async Task A_release_or_extension_that_races_the_settlement_does_not_undo_it()
    {
        // No budget, so that nothing but the attempt's own lock stands between the two.
        var tenant = Given.Tenant();
        await using var one = database.Holds(maxBatch: 1);
        await using var two = database.Holds(maxBatch: 1);
        var places = Enumerable.Range(0, 150).Select(_ => Given.Place(tenant, 100)).ToArray();
        await one.HandleAsync(places, default);

        await Task.WhenAll(places.Select(async (place, i) => await Task.WhenAll(
            i % 2 == 0 ? one.DecideAsync(new ReleaseHold(place.AttemptId), default) : two.DecideAsync(new ExtendHold(place.AttemptId, new(200, 2000)), default),
            database.Usage().HandleAsync([Given.Usage(tenant, 60, place.AttemptId)], default))));

        Assert.Equal(150L, await database.ScalarAsync<long>(
            "SELECT count(*) FROM holds WHERE tenant_id = $1 AND status = 2 AND revision = 1", tenant));
        await AssertBooksBalanceAsync(tenant);
    }

    private Task<long> CostAsync(string tenant) => database.ScalarAsync<long>(
        "SELECT sum(cost_nanos)::bigint FROM usage_entries WHERE tenant_id = $1", tenant);

    private Task<long> NewsAsync(string tenant) => database.ScalarAsync<long>(
        "SELECT count(*) FROM messaging.outbox WHERE message_type = 'metering.usage-recorded-batch.v1' AND convert_from(body, 'UTF8') LIKE '%' || $1 || '%'",
        tenant);

    private async Task<(long Settled, long Held)> SpentAsync(string tenant, string budget = "month")
    {
        PeriodState state = await database.Budgets().GetAsync(tenant, budget, default);
        return (state.Settled, state.Held);
    }

    private Task AssertBooksBalanceAsync(string tenant) => Audit.DigestBooksTests.AssertBalancedAsync(database, tenant);
}
