using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Recovery;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Tests.Recovery;

public sealed class VerdictTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RecoveryOptions Options = new() { ReportDelay = TimeSpan.FromSeconds(2), GiveUpAfter = TimeSpan.FromMinutes(10) };

    [Fact]
    public void What_the_provider_found_is_believed_at_once()
    {
        var verdict = Verdict.Of(new ReportAnswer.Found(new TokenUsage { Input = 5 }, "m"), Open(), Start, Options);

        Assert.Equal((UsageRank.Provider, 5), (Settled(verdict).Rank, Settled(verdict).Usage.Input));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    public void A_call_that_may_still_begin_or_show_is_not_believed_absent(int seconds) =>
        Assert.IsType<Verdict.Wait>(Verdict.Of(new ReportAnswer.Absent(), Open(), Start.AddSeconds(seconds), Options));

    [Fact]
    public void A_call_absent_after_its_latest_start_and_the_reporting_delay_never_was()
    {
        var verdict = Settled(Verdict.Of(new ReportAnswer.Absent(), Open(), Start.AddSeconds(7.001), Options));

        Assert.True(verdict.Usage.IsZero);
        Assert.Equal(UsageRank.Reconciled, verdict.Rank);
    }

    [Fact]
    public void A_settled_call_is_believed_absent_only_the_reporting_delay_after_its_end()
    {
        var orphan = Open() with { Settled = new SettledEnd(AttemptOutcome.Failed, "STREAM_CUT", "", Start.AddSeconds(60)) };

        Assert.IsType<Verdict.Wait>(Verdict.Of(new ReportAnswer.Absent(), orphan, Start.AddSeconds(61), Options));
        Assert.IsType<Verdict.Settle>(Verdict.Of(new ReportAnswer.Absent(), orphan, Start.AddSeconds(63), Options));
    }

    [Fact]
    public void Books_that_cannot_be_read_are_asked_until_patience_ends_and_then_the_worst_case_stands()
    {
        var unreachable = new ReportAnswer.Unreachable("down");

        Assert.IsType<Verdict.Wait>(Verdict.Of(unreachable, Open(), Start.AddSeconds(100).AddMinutes(10), Options));
        var verdict = Settled(Verdict.Of(unreachable, Open(), Start.AddSeconds(101).AddMinutes(10), Options));
        Assert.Equal((UsageRank.Assumed, 30, 40), (verdict.Rank, verdict.Usage.Input, verdict.Usage.Output));
    }

    [Fact]
    public void A_settled_amount_stays_when_nothing_better_can_be_learned()
    {
        var orphan = Open() with { Settled = new SettledEnd(AttemptOutcome.Cancelled, "CANCELLED", "", Start) };

        Assert.IsType<Verdict.Keep>(Verdict.Of(new ReportAnswer.NoReport(), orphan, Start, Options));
    }

    private static Verdict.Settle Settled(Verdict verdict) => Assert.IsType<Verdict.Settle>(verdict);

    private static Orphan Open() => new()
    {
        StartBy = Start.AddSeconds(5),
        Deadline = Start.AddSeconds(100),
        Intent = new AttemptIntent
        {
            AttemptId = Guid.CreateVersion7(),
            OperationId = Guid.CreateVersion7(),
            Caller = new Caller { TenantId = "acme" },
            Operation = "chat",
            Provider = "openai",
            Model = "gpt-4.1",
            Endpoint = "sim",
            Payer = Payer.Customer,
            Origins = new OriginCounts(),
            WorstCase = new WorstCase(30, 40, 1_000, "USD", "v1"),
            Owner = new OwnerEpoch("a", 1),
            StartTime = Start,
            StartWithin = TimeSpan.FromSeconds(5),
            EndWithin = TimeSpan.FromSeconds(100),
        },
    };
}
