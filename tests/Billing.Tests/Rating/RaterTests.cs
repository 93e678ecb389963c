using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using NodaTime;
using Tollgate.Billing.Plans;
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
        book.Load(new(Acme.SubscriptionId, Start, "small-output"), new(GraduatedPrice.MaxQuantity, 0));

        Assert.Null(Rater.Rate(Entry(new TokenUsage { Input = 10, Output = 1 }), Acme, Starter, 1, book));
        Assert.Empty(book.Changes);
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
            return total == book.Changes.Sum(state => Starter.Charge(state.Key.ChargeId).Price.AmountFor(state.Value.Quantity))
                && book.Changes.All(state => state.Value.Amount == Starter.Charge(state.Key.ChargeId).Price.AmountFor(state.Value.Quantity));
        });

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
