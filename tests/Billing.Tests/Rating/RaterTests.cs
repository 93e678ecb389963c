using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using NodaTime;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Plans.ChargeModels;
using Tollgate.Billing.Rating;
using Tollgate.Billing.Subscriptions;
using Tollgate.Tokens;

namespace Tollgate.Billing.Tests.Rating;

public class RaterTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 1, 0, 0);
    private static readonly Plan Starter = Shipped.Plan("starter");
    private static readonly Subscription Acme = new(Guid.NewGuid(), "acme", "starter", Starter.Version, 1, Start);

    [Fact]
    public void Kinds_of_one_charge_make_one_line_and_others_their_own()
    {
        var book = new ChargeBook();

        var rated = Rate(Entry(new TokenUsage { Input = 100, CacheWrite5m = 20, CachedInput = 30, Output = 40, Reasoning = 5, Tool = 1 }), book);

        Assert.Equal(
            [("small-input", 120L), ("small-cached-input", 30L), ("small-output", 45L), ("tools", 1L)],
            rated.Lines.Select(line => (line.ChargeId, line.Quantity)));
        // One tool call at 15,000 a million; the rest is included.
        Assert.Equal(0.015m, rated.Amount);
        Assert.Equal(RatingReasons.Rated, rated.Reason);
    }

    [Fact]
    public void The_entry_that_crosses_the_included_tokens_pays_only_for_what_is_beyond()
    {
        var book = new ChargeBook();
        Rate(Entry(new TokenUsage { Input = 1_999_990 }), book);

        var rated = Rate(Entry(new TokenUsage { Input = 15 }), book);

        Assert.Equal(5 * 0.60m / 1_000_000m, rated.Amount);
    }

    [Fact]
    public void A_correction_takes_back_what_was_charged_too_much()
    {
        var book = new ChargeBook();
        var first = Rate(Entry(new TokenUsage { Input = 3_000_000 }), book);

        var correction = Rate(Entry(new TokenUsage { Input = -1_500_000 }) with { Revision = 2 }, book);

        Assert.Equal(0.60m, first.Amount);
        Assert.Equal(-0.60m, correction.Amount);
        Assert.Equal(1_500_000, book[new(Acme.SubscriptionId, Start, "small-input")].Quantity);
    }

    [Fact]
    public void What_the_platform_pays_counts_towards_nothing()
    {
        var book = new ChargeBook();

        var rated = Rate(Entry(new TokenUsage { Input = 3_000_000 }) with { CustomerPays = false }, book);

        Assert.Equal(RatingReasons.PlatformPaid, rated.Reason);
        Assert.Empty(rated.Lines);
        Assert.NotNull(rated.Sequence);
        Assert.Empty(book.Changes);
    }

    [Fact]
    public void Without_a_subscription_the_entry_is_rated_at_zero()
    {
        var rated = Rater.Rate(Entry(new TokenUsage { Input = 3_000_000 }), null, null, 1, new ChargeBook())!;

        Assert.Equal(RatingReasons.NoSubscription, rated.Reason);
        Assert.Null(rated.Sequence);
        Assert.Equal(0, rated.Amount);
    }

    [Fact]
    public void A_correction_of_an_attempt_from_before_the_subscription_is_free_too()
    {
        var book = new ChargeBook();
        var early = Entry(new TokenUsage { Input = -500 }) with
        {
            Revision = 2,
            AttemptTime = Start - Duration.FromSeconds(1),
            RecordTime = Start + Duration.FromDays(1),
        };

        Assert.Equal(RatingReasons.NoSubscription, Rate(early, book).Reason);
        Assert.Empty(book.Changes);
    }

    [Fact]
    public void The_time_of_recording_decides_the_period()
    {
        var book = new ChargeBook();
        Rate(Entry(new TokenUsage { Input = 2_000_000 }), book);

        var later = Rate(Entry(new TokenUsage { Input = 2_000_000 }) with { RecordTime = Instant.FromUtc(2026, 12, 1, 0, 0) }, book);

        Assert.Equal(0, later.Amount);
        Assert.Equal(Instant.FromUtc(2026, 12, 1, 0, 0), later.PeriodStart);
    }

    [Fact]
    public void An_entry_that_would_leave_the_exact_range_changes_nothing()
    {
        var book = new ChargeBook();
        book.Load(new(Acme.SubscriptionId, Start, "small-output"), new(PriceRange.MaxQuantity, 0));

        Assert.Null(Rater.Rate(Entry(new TokenUsage { Input = 10, Output = 1 }), Acme, Starter, 1, book));
        Assert.Empty(book.Changes);
    }

    [Fact]
    public void An_assistant_with_prices_of_its_own_pays_those_and_everybody_else_the_others()
    {
        var plan = TestPlans.Plan("starter", plan =>
        {
            var own = plan.Charge("tools").DeepClone();
            own["charge_id"] = "claims-tools";
            own["assistants"] = new JsonArray("claims");
            own.Reprice("per_unit", ("price_per_million", "20000.00"));
            plan["charges"]!.AsArray().Add(own);
        });
        var book = new ChargeBook();
        var calls = Entry(new TokenUsage { Tool = 1 });

        var claims = Rater.Rate(calls with { AssistantId = "claims" }, Acme, plan, 1, book)!;
        var support = Rater.Rate(calls with { AssistantId = "support" }, Acme, plan, 2, book)!;

        Assert.Equal(("claims-tools", 0.02m), (claims.Lines.Single().ChargeId, claims.Amount));
        Assert.Equal(("tools", 0.015m), (support.Lines.Single().ChargeId, support.Amount));
    }

    [Fact]
    public void Each_user_counts_once_in_a_period_whatever_they_do()
    {
        var plan = Shipped.Plan("enterprise");
        var book = new ChargeBook();
        RatedEntry Of(string user, Instant? at = null) => Rater.Rate(
            Entry(new TokenUsage { Tool = 1 }) with { UserId = user, RecordTime = at ?? Start + Duration.FromDays(1) }, Acme, plan, 1, book)!;

        for (var i = 0; i < 26; i++)
            Of($"u{i}");
        var again = Of("u25");
        var nextMonth = Of("u25", Instant.FromUtc(2026, 12, 2, 0, 0));

        var state = book[new(Acme.SubscriptionId, Start, "active-users")];
        Assert.Equal((26, 12.00m), (state.Quantity, state.Amount));
        Assert.Equal(["tools"], again.Lines.Select(line => line.ChargeId));
        Assert.Equal(["tools", "active-users"], nextMonth.Lines.Select(line => line.ChargeId));
    }

    [Fact]
    public void A_plan_in_another_currency_states_the_rate_and_its_day_and_charges_a_share_of_the_converted_cost()
    {
        var plan = TestPlans.Plan("starter", plan =>
        {
            plan["currency"] = "EUR";
            plan["charges"]!.AsArray().Add(JsonNode.Parse(
                """{ "charge_id": "cost-plus", "display_name": "Provider cost", "measure": "provider_cost", "model": "percentage", "rate_percent": "110" }"""));
        });
        var rates = FxRates.Read("test", """[{ "from": "USD", "to": "EUR", "date": "2026-10-30", "rate": "0.8612" }, { "from": "USD", "to": "EUR", "date": "2026-11-02", "rate": "0.9" }]""");
        var entry = Entry(new TokenUsage { Tool = 1 }) with { CostNanos = 1_000_000_003 };

        var rated = Rater.Rate(entry, Acme, plan, 1, new ChargeBook(), rates)!;

        Assert.Equal((0.8612m, new LocalDate(2026, 10, 30)), (rated.FxRate!.Rate, rated.FxRate.Date));
        Assert.Equal((861_200_003, 0.9473200033m), (rated.Lines[1].Quantity, rated.Lines[1].Amount));
        Assert.True(Rater.NeedsRate(plan, entry));
        Assert.Null(rates.Find("USD", "EUR", Instant.FromUtc(2026, 10, 29, 23, 59)));
    }

    [Fact]
    public void What_began_in_the_trial_is_free_whenever_it_is_recorded()
    {
        var trial = Acme with { TrialEnd = Start + Duration.FromDays(14) };
        var book = new ChargeBook();
        var entry = Entry(new TokenUsage { Tool = 5 });

        var early = Rater.Rate(entry, trial, Starter, 1, book)!;
        var corrected = Rater.Rate(entry with { Revision = 2, RecordTime = Start + Duration.FromDays(20) }, trial, Starter, 2, book)!;
        var paid = Rater.Rate(entry with { AttemptTime = Start + Duration.FromDays(14), RecordTime = Start + Duration.FromDays(14) }, trial, Starter, 3, book)!;

        Assert.Equal((RatingReasons.Trial, RatingReasons.Trial, RatingReasons.Rated), (early.Reason, corrected.Reason, paid.Reason));
        Assert.Equal((0m, 0m, 0.075m), (early.Amount, corrected.Amount, paid.Amount));
        Assert.Equal(Start + Duration.FromDays(14), paid.PeriodStart);
    }

    [Fact]
    public void What_is_recorded_after_a_plan_change_counts_under_the_new_plan_as_an_adjustment()
    {
        var change = Start + Duration.FromDays(10);
        var changed = Acme with { Terms = [Acme.Terms[0], new(change, "pro", Shipped.Plan("pro").Version, 1, TermsReasons.Upgrade)] };
        var book = new ChargeBook();
        var entry = Entry(new TokenUsage { Tool = 1 });

        var before = Rater.Rate(entry, changed, Starter, 1, book)!;
        var late = Rater.Rate(entry with { AttemptId = Guid.NewGuid(), RecordTime = change }, changed, Shipped.Plan("pro"), 2, book)!;

        Assert.Equal((Start, false, 0.015m), (before.PeriodStart, before.IsAdjustment, before.Amount));
        Assert.Equal((change, true, 0.0135m), (late.PeriodStart, late.IsAdjustment, late.Amount));
        Assert.Equal(new ChargeState(1, 0.0135m, 1, 0.0135m), book[new(Acme.SubscriptionId, change, "tools")]);
    }

    [Fact]
    public void After_a_plan_change_the_new_plan_includes_its_share_of_the_rest_of_the_period()
    {
        var change = Start + Duration.FromDays(10);
        var pro = Shipped.Plan("pro");
        var changed = Acme with { Terms = [Acme.Terms[0], new(change, "pro", pro.Version, 1, TermsReasons.Upgrade)] };
        var entry = Entry(new TokenUsage { Output = 3_333_334 }) with { AttemptTime = change, RecordTime = change };

        // Two thirds of five million, rounded down.
        Assert.Equal(2.16m / 1_000_000m, Rater.Rate(entry, changed, pro, 1, new ChargeBook())!.Amount);
    }

    [Property(MaxTest = 200)]
    public Property In_any_order_the_same_entries_cost_the_same_in_total() => Prop.ForAll(
        Usages().ListOf().ToArbitrary(),
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        (usages, seed) =>
        {
            UsageEntry[] entries = [.. usages.Select(Entry)];
            var shuffled = entries.ToArray();
            new Random(seed).Shuffle(shuffled);
            var (one, oneTotal) = RateAll(entries);
            var (other, otherTotal) = RateAll(shuffled);
            return oneTotal == otherTotal && one.Changes.ToHashSet().SetEquals(other.Changes);
        });

    [Property(MaxTest = 200)]
    public Property The_entries_add_up_to_the_price_of_the_total() => Prop.ForAll(
        Usages().ListOf().ToArbitrary(),
        usages =>
        {
            var (book, total) = RateAll(usages.Select(Entry));
            return total == book.Changes.Sum(state => AmountFor(state.Key.ChargeId, state.Value.Quantity))
                && book.Changes.All(state => state.Value.Amount == AmountFor(state.Key.ChargeId, state.Value.Quantity));
        });

    private static decimal AmountFor(string chargeId, long quantity) => Starter.Charge(chargeId).AmountFor(quantity, Starter.Charge(chargeId).Included);

    private static Gen<TokenUsage> Usages() =>
        from input in Gen.Choose(-400_000, 1_500_000)
        from cached in Gen.Choose(0, 1_000_000)
        from output in Gen.Choose(-50_000, 300_000)
        from tool in Gen.Choose(0, 3)
        select new TokenUsage { Input = input, CachedInput = cached, Output = output, Tool = tool };

    private static (ChargeBook Book, decimal Total) RateAll(IEnumerable<UsageEntry> entries)
    {
        var book = new ChargeBook();
        var total = entries.Sum(entry => Rate(entry, book).Amount);
        return (book, total);
    }

    private static RatedEntry Rate(UsageEntry entry, ChargeBook book) => Rater.Rate(entry, Acme, Starter, 1, book)!;

    private static UsageEntry Entry(TokenUsage usage) => new()
    {
        AttemptId = Guid.NewGuid(),
        Revision = 1,
        TenantId = "acme",
        Provider = "openai",
        Model = "gpt-4.1-mini",
        CustomerPays = true,
        Usage = usage,
        CostNanos = 1,
        Currency = "USD",
        AttemptTime = Start + Duration.FromHours(1),
        RecordTime = Start + Duration.FromHours(1),
    };
}
