using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Metering.Tests.Ledger;

public sealed class QuarantineTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    public static TheoryData<string> Reasons => [.. Bad.Keys];

    private static Dictionary<string, Func<TokensMetered, TokensMetered>> Bad { get; } = new()
    {
        ["MISSING_USAGE"] = fact => fact with { Usage = null! },
        ["EMPTY_TENANT"] = fact => fact with { TenantId = " " },
        ["EMPTY_MODEL"] = fact => fact with { Model = "" },
        ["UNSTORABLE_NAME"] = fact => fact with { UserId = "a\0b" },
        ["IMPLAUSIBLE_ATTEMPT_ID"] = fact => fact with { AttemptId = Guid.NewGuid() },
        ["IMPLAUSIBLE_TIME"] = fact => fact with { StartTime = DateTimeOffset.UtcNow.AddMinutes(6), EndTime = DateTimeOffset.UtcNow.AddMinutes(7) },
        ["UNKNOWN_ENUM"] = fact => fact with { Payer = Payer.Unspecified },
        ["UNKNOWN_CURRENCY"] = fact => fact with { Currency = "EUR" },
        ["NEGATIVE_AMOUNT"] = fact => fact with { Usage = new TokenCounts { Input = -1 } },
        ["EXCESSIVE_AMOUNT"] = fact => fact with { CostNanos = long.MaxValue },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task A_bad_event_is_set_aside_and_its_batch_is_recorded(string reason)
    {
        var tenant = Given.Tenant();
        var (good, bad) = (Given.Usage(tenant, 100), Bad[reason](Given.Usage(tenant, 50)));

        var recorded = await database.Usage().HandleAsync([bad, good], default);
        await database.Usage().HandleAsync([bad], default);

        Assert.Equal(good.AttemptId, Assert.Single(recorded.Entries).AttemptId);
        Assert.Equal(1L, await database.ScalarAsync<long>(
            "SELECT count(*) FROM quarantine WHERE event_id = $1 AND reason = $2 AND released_at IS NULL", bad.EventId, reason));
    }

    [Theory]
    [InlineData(-36, true)]
    [InlineData(-34, false)]
    public async Task Late_usage_is_recorded_up_to_35_days_later(int days, bool quarantined)
    {
        var tenant = Given.Tenant();
        var time = DateTimeOffset.UtcNow.AddDays(days);
        var fact = Given.Usage(tenant, 100, Guid.CreateVersion7(time)) with { StartTime = time, EndTime = time.AddSeconds(1) };

        var recorded = await database.Usage().HandleAsync([fact], default);

        Assert.Equal(quarantined ? 0 : 1, recorded.Entries.Count);
        Assert.Equal(quarantined ? 1 : 0, recorded.Quarantined.Count);
    }

    [Fact]
    public async Task A_bad_event_keeps_its_hold_until_a_good_one_comes()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1000), default);
        await using var holds = database.Holds();
        var place = Given.Place(tenant, 600);
        await holds.HandleAsync([place], default);
        var fact = Given.Usage(tenant, 250, place.AttemptId);

        await database.Usage().HandleAsync([fact with { CostNanos = -250 }], default);
        Assert.Equal(600, (await database.Budgets().GetAsync(tenant, "month", default)).Held);

        await database.Usage().HandleAsync([fact], default);
        Assert.Equal(0, (await database.Budgets().GetAsync(tenant, "month", default)).Held);
        Assert.Equal(0L, await OpenAsync(place.AttemptId));
    }

    [Fact]
    public async Task Another_tenants_fact_about_a_held_attempt_is_not_believed()
    {
        var (tenant, other) = (Given.Tenant(), Given.Tenant());
        await using var holds = database.Holds();
        var place = Given.Place(tenant, 600);
        await holds.HandleAsync([place], default);

        var recorded = await database.Usage().HandleAsync([Given.Usage(other, 250, place.AttemptId)], default);

        Assert.Equal("IDENTITY_MISMATCH", Assert.Single(recorded.Quarantined).Reason);
        Assert.Equal(0L, await database.CountAsync("usage_entries", other));
    }

    [Fact]
    public async Task An_event_that_no_rule_foresaw_is_found_by_halving()
    {
        var tenant = Given.Tenant();
        var facts = Enumerable.Range(0, 9).Select(_ => Given.Usage(tenant, 10)).ToArray();
        await database.ExecuteAsync(
            $"ALTER TABLE usage_entries ADD CONSTRAINT unforeseen_{tenant.Replace('-', '_')} CHECK (attempt_id <> '{facts[4].AttemptId}')");

        var recorded = await database.Usage().HandleAsync(facts, default);

        Assert.Equal(8, recorded.Entries.Count);
        Assert.Equal((facts[4].EventId, "UNSTORABLE"), (recorded.Quarantined.Single().EventId, recorded.Quarantined.Single().Reason));
        Assert.Equal(8L, await database.CountAsync("usage_entries", tenant));
    }

    private Task<long> OpenAsync(Guid attempt) =>
        database.ScalarAsync<long>("SELECT count(*) FROM quarantine WHERE attempt_id = $1 AND released_at IS NULL", attempt);
}
