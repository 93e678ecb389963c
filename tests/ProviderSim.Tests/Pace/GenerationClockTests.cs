using Microsoft.Extensions.Time.Testing;
using Tollgate.ProviderSim.Pace;

namespace Tollgate.ProviderSim.Tests.Pace;

public class GenerationClockTests
{
    private static readonly CallPace Steady = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20));

    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Tokens_come_after_the_first_at_a_steady_rate()
    {
        Assert.Equal(0, Steady.DueAfter(TimeSpan.FromMilliseconds(99), 50));
        Assert.Equal(1, Steady.DueAfter(TimeSpan.FromMilliseconds(100), 50));
        Assert.Equal(11, Steady.DueAfter(TimeSpan.FromMilliseconds(200), 50));
        Assert.Equal(50, Steady.DueAfter(TimeSpan.FromHours(1), 50));
    }

    [Fact]
    public async Task Tokens_due_close_together_are_handed_out_together()
    {
        var clock = new GenerationClock(time, Steady);

        var first = clock.NextAsync(0, 50, default);
        Assert.False(first.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, await first);

        var next = clock.NextAsync(1, 50, default);
        time.Advance(TimeSpan.FromMilliseconds(19));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(3, await next);
    }

    [Fact]
    public async Task Nothing_is_generated_during_a_stall()
    {
        var clock = new GenerationClock(time, Steady);
        time.Advance(TimeSpan.FromMilliseconds(150));

        var stall = clock.StallAsync(TimeSpan.FromSeconds(60), default);
        time.Advance(TimeSpan.FromSeconds(60));
        await stall;

        Assert.Equal(6, clock.GeneratedOf(50));
    }

    [Fact]
    public async Task At_zero_pace_everything_is_there_at_once()
    {
        var clock = new GenerationClock(time, CallPace.Zero);

        Assert.Equal(5_000, await clock.NextAsync(0, 5_000, default));
        Assert.True(clock.AllAsync(5_000, default).IsCompletedSuccessfully);
    }
}
