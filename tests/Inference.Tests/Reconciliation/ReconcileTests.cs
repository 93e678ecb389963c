using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Reconciliation;
using Tollgate.Inference.Tests.Fakes;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Tests.Reconciliation;

public sealed class ReconcileTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_the_provider_stated_stands_and_the_rest_goes_to_what_we_counted_without_a_remainder()
    {
        var found = Reconcile.Decide(Bucket(calls: 3, new(301, 0, 52), Call(UsageRank.Provider, 100, 10), Call(UsageRank.Counted, 100, 20), Call(UsageRank.Counted, 100, 20)));

        Assert.Equal([101L, 100L], found.Corrections.Select(correction => correction.Tokens.Input));
        Assert.Equal([21L, 21L], found.Corrections.Select(correction => correction.Tokens.Output));
        Assert.True(found.Unattributed.IsZero && found.Disagreement.IsZero);
    }

    [Fact]
    public void A_call_too_many_is_not_ours_and_takes_what_ours_did_not_use()
    {
        var found = Reconcile.Decide(Bucket(calls: 2, new(150, 0, 30), Call(UsageRank.Counted, 100, 20)));

        Assert.Equal((1, new ReportedTokens(50, 0, 10)), (found.UnattributedCalls, found.Unattributed));
        Assert.Equal(new ReportedTokens(100, 0, 20), Assert.Single(found.Corrections).Tokens);
    }

    [Fact]
    public void A_call_too_few_was_never_billed_and_of_all_it_is_one_we_only_assumed()
    {
        var assumed = Call(UsageRank.Assumed, 500, 900);
        var found = Reconcile.Decide(Bucket(calls: 1, new(100, 0, 25), assumed, Call(UsageRank.Counted, 100, 20)));

        Assert.Equal(new ReportedTokens(100, 0, 25), found.Corrections[0].Tokens);
        Assert.Equal((assumed.Id, default), (found.Corrections[1].Call.Id, found.Corrections[1].Tokens));
    }

    [Fact]
    public void A_server_error_that_was_billed_after_all_is_ours()
    {
        var failed = Call(UsageRank.Counted, 0, 0, "SERVER_ERROR");
        var found = Reconcile.Decide(Bucket(calls: 1, new(40, 0, 0), failed));

        Assert.Equal((failed.Id, new ReportedTokens(40, 0, 0)), (Assert.Single(found.Corrections).Call.Id, found.Corrections[0].Tokens));
        Assert.Equal(0, found.UnattributedCalls);
    }

    [Fact]
    public void What_a_provider_states_and_does_not_report_is_a_disagreement_not_ours_to_change()
    {
        var found = Reconcile.Decide(Bucket(calls: 1, new(90, 0, 10), Call(UsageRank.Provider, 100, 10)));

        Assert.Empty(found.Corrections);
        Assert.Equal(new ReportedTokens(-10, 0, 0), found.Disagreement);
        Assert.True(found.Unattributed.IsZero);
    }

    [Fact]
    public void Shares_follow_weights_and_always_sum_to_the_total()
    {
        var random = new Random(11);
        for (var round = 0; round < 500; round++)
        {
            var weights = Enumerable.Range(0, random.Next(1, 9)).Select(_ => (long)random.Next(4) * random.Next(1_000)).ToArray();
            var total = (long)random.Next(5_000);

            var shares = Reconcile.Spread(total, weights);

            Assert.Equal(total, shares.Sum());
            Assert.All(shares, share => Assert.True(share >= 0));
        }
    }

    [Fact]
    public void A_call_at_the_turn_of_a_minute_goes_where_the_report_has_it()
    {
        var fixedCall = Call(UsageRank.Provider, 100, 10);
        var turning = Call(UsageRank.Provider, 70, 7) with { Minutes = (Noon, Noon.AddMinutes(1)) };
        var reported = new Dictionary<DateTimeOffset, ReportedUsage>
        {
            [Noon] = new(Noon, "m", 1, new(100, 0, 10)),
            [Noon.AddMinutes(1)] = new(Noon.AddMinutes(1), "m", 1, new(70, 0, 7)),
        };

        var buckets = UsageBucket.Fill("m", [Noon, Noon.AddMinutes(1)], reported, [fixedCall, turning]).ToArray();

        Assert.Equal([fixedCall.Id], buckets[0].Known.Select(call => call.Id));
        Assert.Equal([turning.Id], buckets[1].Known.Select(call => call.Id));
    }

    [Fact]
    public void An_id_of_nobodys_calls_is_the_same_for_everybody_and_of_the_minute()
    {
        var id = UnattributedIds.Of("openai", "chat", "m", Noon);

        Assert.Equal(id, UnattributedIds.Of("openai", "chat", "m", Noon));
        Assert.NotEqual(id, UnattributedIds.Of("openai", "chat", "m", Noon.AddMinutes(1)));
        Assert.Equal(7, id.Version);
        Assert.Equal(Noon.ToUnixTimeMilliseconds().ToString("x12"), id.ToString("N")[..12]);
    }

    private static UsageBucket Bucket(long calls, ReportedTokens reported, params KnownCall[] known) => new("m", Noon, calls, reported, known);

    private static KnownCall Call(UsageRank rank, long input, long output, string reason = "") => new()
    {
        Intent = World.Orphan(),
        Result = new AttemptResult
        {
            Outcome = reason.Length > 0 ? AttemptOutcome.Failed : AttemptOutcome.Succeeded,
            FailureReason = reason,
            Usage = new TokenUsage { Input = input, Output = output },
            Rank = rank,
            EndTime = Noon,
        },
        Minutes = (Noon, Noon),
    };
}
