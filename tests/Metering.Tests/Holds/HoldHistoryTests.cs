using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Holds;

public sealed class HoldHistoryTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task Every_change_is_on_record_in_the_order_it_was_decided()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1000), default);
        await using var holds = database.Holds();
        var (kept, given) = (Given.Place(tenant, 100), Given.Place(tenant, 200));
        await holds.HandleAsync([kept, given, new ExtendHold(kept.AttemptId, new(150, 1000)), new ReleaseHold(given.AttemptId)], default);
        await database.Usage().HandleAsync([Given.Usage(tenant, 120, kept.AttemptId, UsageRank.Counted)], default);
        await database.Usage().HandleAsync([Given.Usage(tenant, 130, kept.AttemptId)], default);
        await database.Budgets().UpdateAsync(Given.Budget(tenant, 900), default);

        var changes = (await ListAsync(tenant)).Changes;

        Assert.Equal(
            [
                (1, HoldChangeKind.Held, 0, 100, 0),
                (1, HoldChangeKind.Held, 0, 300, 0),
                (1, HoldChangeKind.Extended, 0, 350, 0),
                (1, HoldChangeKind.Released, 0, 150, 0),
                (2, HoldChangeKind.Settled, 120, 0, 0),
                (3, HoldChangeKind.Corrected, 130, 0, 0),
                (4, HoldChangeKind.LimitChanged, 130, 0, -100),
            ],
            changes.Select(c => (c.Sequence, c.Kind, c.Settled, c.Held, c.AllowanceBy)));
        Assert.Equal([kept.AttemptId.ToString(), given.AttemptId.ToString()], changes.Take(2).Select(c => c.AttemptId));
        Assert.Equal(("", 900), (changes[^1].AttemptId, changes[^1].Allowance));
        await AssertProvenAsync(tenant, changes: 7);
    }

    [Fact]
    public async Task Two_replicas_racing_for_room_for_ten_are_proven_from_the_history()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1009), default);
        await using var one = database.Holds(maxBatch: 7);
        await using var two = database.Holds(maxBatch: 7);
        var places = Enumerable.Range(0, 256).Select(_ => Given.Place(tenant, 100)).ToArray();

        var answers = await Task.WhenAll(places.Select((place, i) => (i % 2 == 0 ? one : two).DecideAsync(place, default)));
        var admitted = places.Where((_, i) => answers[i] is HoldGranted).ToArray();
        await Task.WhenAll(admitted.Select((place, i) => i % 2 == 0
            ? one.DecideAsync(new ReleaseHold(place.AttemptId), default) as Task
            : database.Usage().HandleAsync([Given.Usage(tenant, 50, place.AttemptId)], default)));

        var changes = (await ListAllAsync(tenant)).Where(change => change.Kind != HoldChangeKind.Refused).ToArray();
        Assert.Equal(10, admitted.Length);
        Assert.Equal(1000, changes.Max(change => change.Settled + change.Held));
        Assert.Equal((250, 0), (changes[^1].Settled, changes[^1].Held));
        await AssertProvenAsync(tenant, changes: 20 + 246);
    }

    [Fact]
    public async Task What_passes_the_limit_by_a_named_entry_is_counted_apart()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 300), default);
        await using var holds = database.Holds();
        var (beyond, corrected, last) = (Given.Place(tenant, 100), Given.Place(tenant, 100), Given.Place(tenant, 100));
        await holds.HandleAsync([beyond, corrected, last], default);
        await database.Usage().HandleAsync([Given.Usage(tenant, 140, beyond.AttemptId)], default);
        await database.Usage().HandleAsync([Given.Usage(tenant, 100, corrected.AttemptId, UsageRank.Counted)], default);
        await database.Usage().HandleAsync([Given.Usage(tenant, 110, corrected.AttemptId)], default);
        await database.Budgets().UpdateAsync(Given.Budget(tenant, 200), default);
        await database.Usage().HandleAsync([Given.Usage(tenant, 10, last.AttemptId)], default);
        await database.Usage().HandleAsync([Given.Usage(tenant, 5)], default);

        await AssertProvenAsync(tenant, changes: 9, named: 4);
    }

    [Fact]
    public async Task A_soft_budget_cannot_be_violated()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 100, hard: false), default);
        await using var holds = database.Holds();
        await holds.HandleAsync([Given.Place(tenant, 150)], default);

        await AssertProvenAsync(tenant, changes: 1);
    }

    [Fact]
    public async Task An_admission_above_the_limit_is_found()
    {
        var tenant = Given.Tenant();
        var period = await HeldAsync(tenant, limit: 1000, held: 100);

        await ForgeAsync($"UPDATE hold_history SET allowance = 99 WHERE period_key = {period}");

        Assert.Equal(1, (await DigestAsync(tenant)).Pending["admission_violations"]);
    }

    [Fact]
    public async Task A_refusal_while_there_was_room_is_found()
    {
        var tenant = Given.Tenant();
        var period = await HeldAsync(tenant, limit: 1000, held: 950);
        await using var holds = database.Holds();
        await holds.HandleAsync([Given.Place(tenant, 51)], default);
        Assert.Equal(0, (await DigestAsync(tenant)).Pending["false_refusals"]);

        await ForgeAsync($"UPDATE hold_history SET wanted = '{{50}}' WHERE period_key = {period} AND sequence = 2");

        Assert.Equal(1, (await DigestAsync(tenant)).Pending["false_refusals"]);
    }

    [Theory]
    [InlineData("DELETE FROM hold_history WHERE period_key = {0} AND sequence = 2")]
    [InlineData("DELETE FROM hold_history WHERE period_key = {0} AND sequence = 3")]
    [InlineData("UPDATE hold_history SET held = held + 1 WHERE period_key = {0} AND sequence = 2")]
    [InlineData("UPDATE hold_history SET held_by = '{{7}}' WHERE period_key = {0} AND sequence = 3")]
    [InlineData("UPDATE budget_periods SET held = held + 1 WHERE key = {0}")]
    public async Task A_history_that_was_tampered_with_is_found(string forgery)
    {
        var tenant = Given.Tenant();
        var period = await HeldAsync(tenant, limit: 1000, held: 100);
        await using var holds = database.Holds();
        for (var i = 0; i < 2; i++)
            await holds.HandleAsync([Given.Place(tenant, 10)], default);

        await ForgeAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, forgery, period));

        Assert.NotEqual(0, (await DigestAsync(tenant)).Pending["hold_history_breaks"]);
    }

    [Fact]
    public async Task The_history_is_append_only()
    {
        var tenant = Given.Tenant();
        var period = await HeldAsync(tenant, limit: 1000, held: 100);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.ExecuteAsync($"DELETE FROM hold_history WHERE period_key = {period}"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.ExecuteAsync($"UPDATE hold_history SET held = 0 WHERE period_key = {period}"));
    }

    [Fact]
    public async Task It_is_listed_in_pages_that_are_good_for_their_budget_only()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1000), default);
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1000, id: "other"), default);
        await using var holds = database.Holds();
        for (var i = 0; i < 5; i++)
            await holds.HandleAsync([Given.Place(tenant, 10), Given.Place(tenant, 10)], default);

        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5], (await ListAllAsync(tenant, size: 2)).Select(change => change.Sequence));
        var foreign = (await ListAsync(tenant, size: 2)).NextPageToken;
        var error = await Assert.ThrowsAsync<TollgateException>(() => ListAsync(tenant, foreign, budget: "other"));
        Assert.Equal("page_token", Assert.Single(error.Fields).Field);
        await Assert.ThrowsAsync<TollgateException>(() => ListAsync(tenant, budget: "none"));
    }

    private async Task<long> HeldAsync(string tenant, long limit, long held)
    {
        var budget = await database.Budgets().CreateAsync(Given.Budget(tenant, limit), default);
        await using var holds = database.Holds();
        await holds.HandleAsync([Given.Place(tenant, held)], default);
        return await database.ScalarAsync<long>("SELECT key FROM budget_periods WHERE budget_key = $1", budget.Budget.Key);
    }

    // Past the trigger, as somebody with the database's password could.
    private Task ForgeAsync(string sql) => database.ExecuteAsync($"SET session_replication_role = replica; {sql}; RESET session_replication_role");

    private Task<ListHoldChangesResponse> ListAsync(string tenant, string token = "", int size = 0, string budget = "month") =>
        new ListHoldChanges(database.Source).HandleAsync(
            new ListHoldChangesRequest { TenantId = tenant, BudgetId = budget, PageToken = token, PageSize = size }, default);

    private async Task<IReadOnlyList<HoldChange>> ListAllAsync(string tenant, int size = 0)
    {
        var changes = new List<HoldChange>();
        var page = new ListHoldChangesResponse();
        do
        {
            page = await ListAsync(tenant, page.NextPageToken, size);
            changes.AddRange(page.Changes);
        }
        while (page.NextPageToken.Length > 0);
        return changes;
    }

    private async Task AssertProvenAsync(string tenant, long changes, long named = 0)
    {
        var digest = await DigestAsync(tenant);
        Assert.All(
            ["admission_violations", "false_refusals", "hold_history_breaks", "budget_mismatches"], name => Assert.Equal(0, digest.Pending[name]));
        Assert.Equal(changes, digest.Books.Single(book => book.Name == "metering.hold_changes").Records);
        Assert.Equal(named, digest.Books.Single(book => book.Name == "metering.over_limit").Records);
    }

    private Task<DigestResponse> DigestAsync(string tenant) =>
        database.Digest().HandleAsync(
            new DigestRequest { TenantId = tenant }, default);
}
