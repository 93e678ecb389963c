using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tollgate.Billing.Rating;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Billing.Tests.Audit;

/// <summary>Sealed days of the rated book. How seals behave as such is tested in Metering. Each test has a day of its own.</summary>
[Collection(BillingCollection.Name)]
public sealed class SealDaysTests(BillingFixture fixture)
{
    private static readonly string[] Proofs =
        ["unbalanced_charges", "unbalanced_periods", "unbalanced_entries", "sequence_gaps", "usage_not_accrued", "unbilled_differs"];

    private readonly string tenant = $"t-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_sealed_day_adds_up_to_what_it_was_read_as()
    {
        var day = await SubscribedAsync(40);
        await RateAsync(day, 100, 200);
        var read = await DigestAsync();

        Assert.True(await Seals.TrySealAsync(day, default));

        var added = await DigestAsync();
        Assert.Equal((2, read.Books), (added.Books[0].Records, added.Books));
        Assert.All(Proofs, proof => Assert.Equal(0, added.Pending[proof]));
        Assert.Equal(read.Books, (await DigestAsync(full: true)).Books);
    }

    [Fact]
    public async Task Late_usage_breaks_the_seal_and_everything_still_adds_up()
    {
        var day = await SubscribedAsync(41);
        await RateAsync(day, 100);
        Assert.True(await Seals.TrySealAsync(day, default));

        await RateAsync(day, 50);

        Assert.False(await IsSealedAsync(day));
        Assert.True(await Seals.TrySealAsync(day, default));
        var digest = await DigestAsync();
        Assert.Equal(2, digest.Books[0].Records);
        Assert.All(Proofs, proof => Assert.Equal(0, digest.Pending[proof]));
    }

    [Fact]
    public async Task A_state_that_is_not_the_sum_of_its_sealed_lines_shows()
    {
        var day = await SubscribedAsync(42);
        await RateAsync(day, 100);
        Assert.True(await Seals.TrySealAsync(day, default));

        await ExecuteAsync("update charge_states set quantity = quantity + 1 where subscription_id in (select subscription_id from subscriptions where tenant_id = $1)");

        Assert.True(await IsSealedAsync(day));
        Assert.Equal(1, (await DigestAsync()).Pending["unbalanced_charges"]);
    }

    [Fact]
    public async Task A_line_taken_away_breaks_the_seal_and_keeps_the_day_from_being_sealed()
    {
        var day = await SubscribedAsync(43);
        await RateAsync(day, 100);
        Assert.True(await Seals.TrySealAsync(day, default));

        await ExecuteAsync("delete from rated_lines where subscription_id in (select subscription_id from subscriptions where tenant_id = $1)");

        Assert.False(await IsSealedAsync(day));
        Assert.False(await Seals.TrySealAsync(day, default));
        var digest = await DigestAsync();
        Assert.Equal(1, digest.Pending["unbalanced_entries"]);
        Assert.Equal("billing.lines", Assert.Single(digest.Differences).Book);
    }

    [Fact]
    public async Task A_full_audit_finds_a_line_taken_away_behind_the_seal()
    {
        var day = await SubscribedAsync(44);
        await RateAsync(day, 100);
        Assert.True(await Seals.TrySealAsync(day, default));

        await ExecuteAsync(
            "delete from rated_lines where subscription_id in (select subscription_id from subscriptions where tenant_id = $1)", withoutTriggers: true);

        Assert.Equal(0, (await DigestAsync()).Pending["unbalanced_entries"]);
        var full = await DigestAsync(full: true);
        Assert.Equal((1, 1, 0), (full.Pending["unbalanced_entries"], full.Pending["unbalanced_charges"], full.Pending["unsound_seals"]));
        Assert.Equal("billing.lines", Assert.Single(full.Differences).Book);
    }

    private SealDays Seals => fixture.App.Services.GetRequiredService<SealDays>();

    private async Task<DateOnly> SubscribedAsync(int daysAgo)
    {
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" });
        var day = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-daysAgo);
        var start = AuditSpan.Of(day).Start.AddDays(-1);
        await ExecuteAsync($"update subscription_terms t set start_time = '{start:O}' from subscriptions s where s.subscription_id = t.subscription_id and s.tenant_id = $1");
        await ExecuteAsync($"update subscriptions set start_time = '{start:O}' where tenant_id = $1");
        return day;
    }

    private async Task RateAsync(DateOnly day, params long[] inputs)
    {
        UsageRecorded[] records = [.. inputs.Select((input, i) => Usage.Of(tenant, new() { Input = input }, attemptTime: AuditSpan.Of(day).Start.AddHours(12 + i)))];
        await fixture.App.Services.GetRequiredService<RateUsage>().ExecuteAsync(records, CancellationToken.None);
    }

    private async Task<DigestResponse> DigestAsync(bool full = false) => await fixture.App.Audit.DigestAsync(new DigestRequest { TenantId = tenant, Full = full });

    private async Task<bool> IsSealedAsync(DateOnly day)
    {
        await using var database = NpgsqlDataSource.Create(fixture.Database);
        await using var query = database.CreateCommand("select exists (select from audit.sealed_days where day = $1)");
        query.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        return (bool)(await query.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql, bool withoutTriggers = false)
    {
        await using var connection = new NpgsqlConnection(fixture.Database);
        await connection.OpenAsync();
        if (withoutTriggers)
            await new NpgsqlCommand("set session_replication_role = replica", connection).ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
        await command.ExecuteNonQueryAsync();
        if (withoutTriggers)
            await new NpgsqlCommand("reset session_replication_role", connection).ExecuteNonQueryAsync();
    }
}
