using NodaTime;
using Tollgate.Billing.Credits;
using Tollgate.Billing.Rating;
using Tollgate.Tokens;

namespace Tollgate.Billing.Tests.Credits;

public class CreditSpendTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Fact]
    public void Usage_takes_from_one_grant_after_the_other()
    {
        CreditGrant[] grants = [Grant(3m), Grant(5m)];

        var uses = CreditSpend.Of([Entry(2m), Entry(4m), Entry(9m)], grants, NothingEarlier);

        Assert.Equal(
            [(0, 2m), (0, 1m), (1, 3m), (1, 2m)],
            uses.Select(use => (Array.IndexOf(grants, use.Grant), use.Amount)));
    }

    [Fact]
    public void An_attempt_that_began_before_the_expiry_may_use_it_and_a_later_one_may_not()
    {
        CreditGrant[] grants = [Grant(10m) with { ExpireTime = Noon }];

        var uses = CreditSpend.Of([Entry(1m, Noon - Duration.Epsilon), Entry(2m, Noon)], grants, NothingEarlier);

        Assert.Equal(1m, Assert.Single(uses).Amount);
    }

    [Fact]
    public void Credit_in_another_currency_or_of_another_tenant_is_left_alone()
    {
        CreditGrant[] grants = [Grant(10m) with { Currency = "EUR" }, Grant(10m) with { TenantId = "other" }];

        Assert.Empty(CreditSpend.Of([Entry(1m)], grants, NothingEarlier));
    }

    [Fact]
    public void A_correction_gives_back_what_its_attempt_took_the_last_grant_first()
    {
        CreditGrant[] grants = [Grant(3m), Grant(5m)];
        var entry = Entry(4m);
        var correction = entry with { Entry = entry.Entry with { Revision = 2 }, Lines = [new("c", -1, -2.5m)] };

        var uses = CreditSpend.Of([entry, correction], grants, NothingEarlier);

        Assert.Equal([(0, 3m), (1, 1m), (1, -1m), (0, -1.5m)], uses.Select(use => (Array.IndexOf(grants, use.Grant), use.Amount)));
    }

    [Fact]
    public void A_correction_gives_back_no_more_than_was_taken()
    {
        CreditGrant[] grants = [Grant(3m) with { Used = 3m }];
        var correction = Entry(-2m);

        var uses = CreditSpend.Of([correction], grants, new Dictionary<(Guid, Guid), decimal> { [(correction.Entry.AttemptId, grants[0].GrantId)] = 0.5m });

        Assert.Equal(-0.5m, Assert.Single(uses).Amount);
    }

    private static Dictionary<(Guid, Guid), decimal> NothingEarlier => [];

    private static CreditGrant Grant(decimal amount) =>
        new() { GrantId = Guid.NewGuid(), TenantId = "t", IsPurchased = true, Priority = 0, Currency = "USD", Amount = amount };

    private static RatedEntry Entry(decimal amount, Instant? begun = null) => new()
    {
        Entry = new UsageEntry
        {
            AttemptId = Guid.NewGuid(),
            Revision = 1,
            TenantId = "t",
            Provider = "openai",
            Model = "m",
            CustomerPays = true,
            Usage = new TokenUsage(),
            CostNanos = 0,
            Currency = "USD",
            AttemptTime = begun ?? Noon,
            RecordTime = Noon,
        },
        Reason = RatingReasons.Rated,
        PlanCurrency = "USD",
        Lines = [new("c", 1, amount)],
    };
}
