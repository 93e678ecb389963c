using Microsoft.Extensions.Time.Testing;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Holds;
using Tollgate.Tokens;

namespace Tollgate.Inference.Tests.Holds;

public sealed class SlicedHoldTests
{
    private static readonly SlicesOptions Options = new() { Tokens = 100, Margin = 20 };
    private readonly ScriptedHolds holds = new();
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task The_next_slice_is_asked_for_when_the_last_one_held_is_entered()
    {
        var hold = Hold(limit: 350);

        Assert.Null(await hold.AdvanceAsync(1));
        Assert.Null(await hold.AdvanceAsync(98));
        Assert.Equal([200], holds.Asked);

        Assert.Null(await hold.AdvanceAsync(1));
        Assert.Equal([200, 300], holds.Asked);
        Assert.Null(await hold.AdvanceAsync(100));
        Assert.Equal([200, 300, 350], holds.Asked);
        Assert.Equal(350, hold.Held.OutputTokens);
    }

    [Fact]
    public async Task With_everything_held_the_answer_may_come_to_its_end()
    {
        var hold = Hold(limit: 150);

        Assert.Null(await hold.AdvanceAsync(10));
        Assert.Null(await hold.AdvanceAsync(140));

        Assert.Equal([150], holds.Asked);
    }

    [Fact]
    public async Task A_refused_answer_goes_on_to_the_line_and_stops_there()
    {
        var hold = Hold(limit: 1_000);
        holds.Answer = _ => new HoldAnswer.NoRoom(new Refused { BudgetId = "month" });

        Assert.Null(await hold.AdvanceAsync(1));
        Assert.Null(await hold.AdvanceAsync(78));
        var stopped = await hold.AdvanceAsync(1);

        Assert.Equal("month", Assert.IsType<HoldAnswer.NoRoom>(stopped).Details.BudgetId);
        Assert.Equal(100, hold.Held.OutputTokens);
    }

    [Fact]
    public async Task Room_that_returns_before_the_line_lets_the_answer_go_on()
    {
        var hold = Hold(limit: 1_000);
        holds.Answer = _ => new HoldAnswer.NoRoom(new Refused { BudgetId = "month" });
        Assert.Null(await hold.AdvanceAsync(1));
        holds.Answer = ScriptedHolds.Grant;

        Assert.Null(await hold.AdvanceAsync(19));
        Assert.Equal([200], holds.Asked);
        Assert.Null(await hold.AdvanceAsync(1));

        Assert.Equal([200, 200], holds.Asked);
        Assert.Null(await hold.AdvanceAsync(60));
        Assert.Equal(200, hold.Held.OutputTokens);
    }

    [Fact]
    public async Task At_the_line_a_silent_Metering_is_waited_for_and_then_no_more()
    {
        var hold = Hold(limit: 1_000);
        var answer = new TaskCompletionSource<HoldAnswer>();
        holds.Pending = answer.Task;
        Assert.Null(await hold.AdvanceAsync(1));

        var atTheLine = hold.AdvanceAsync(90).AsTask();
        Assert.False(atTheLine.IsCompleted);
        clock.Advance(Options.Patience);

        Assert.IsType<HoldAnswer.Unavailable>(await atTheLine);
    }

    [Fact]
    public async Task An_answer_that_comes_while_it_is_waited_for_counts()
    {
        var hold = Hold(limit: 1_000);
        var answer = new TaskCompletionSource<HoldAnswer>();
        holds.Pending = answer.Task;
        Assert.Null(await hold.AdvanceAsync(1));
        var atTheLine = hold.AdvanceAsync(90).AsTask();

        answer.SetResult(new HoldAnswer.Granted(null));

        Assert.Null(await atTheLine);
        Assert.Equal(200, hold.Held.OutputTokens);
    }

    [Fact]
    public async Task Whatever_comes_in_whatever_pieces_an_answer_that_goes_on_is_a_margin_short_of_what_is_held()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var hold = Hold(limit: 2_000);
            holds.Answer = extend => random.Next(3) == 0 ? new HoldAnswer.NoRoom(new Refused { BudgetId = "month" }) : ScriptedHolds.Grant(extend);
            var seen = 0L;
            while (seen < 2_000)
            {
                var piece = Math.Min(random.Next(1, 60), 2_000 - seen);
                seen += piece;
                if (await hold.AdvanceAsync(piece) is not null)
                    break;
                Assert.True(seen <= hold.Held.OutputTokens - Options.Margin || hold.Held.OutputTokens == 2_000, $"{seen} of {hold.Held.OutputTokens}");
            }
        }
    }

    private SlicedHold Hold(long limit)
    {
        var price = PriceBook.Default.Find("openai", "gpt-4.1-mini", DateTimeOffset.UtcNow)!;
        return new SlicedHold(
            Guid.CreateVersion7(), new AnswerPrice(new WorstCaseUsage { InputTokens = 10, MaxOutputTokens = limit }, price), holds, Options, clock);
    }

    private sealed class ScriptedHolds : IHolds
    {
        public List<long> Asked { get; } = [];

        public Func<WorstCase, HoldAnswer> Answer { get; set; } = Grant;

        public Task<HoldAnswer>? Pending { get; set; }

        public static HoldAnswer Grant(WorstCase total) => new HoldAnswer.Granted(null);

        public Task<HoldAnswer> ExtendAsync(Guid attemptId, WorstCase total)
        {
            Asked.Add(total.OutputTokens);
            return Pending ?? Task.FromResult(Answer(total));
        }

        public Task<HoldAnswer> HoldAsync(Hold hold) => throw new NotSupportedException();

        public Task<HoldAnswer> AskAsync(Guid attemptId) => throw new NotSupportedException();

        public Task<bool> ReleaseAsync(Guid attemptId) => throw new NotSupportedException();
    }
}
