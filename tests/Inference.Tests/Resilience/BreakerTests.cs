using Microsoft.Extensions.Time.Testing;
using Tollgate.Inference.Resilience;

namespace Tollgate.Inference.Tests.Resilience;

public sealed class BreakerTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly Breaker breaker;

    public BreakerTests() =>
        breaker = new Breaker(new ResilienceOptions { BreakAfter = 3, OpenFor = TimeSpan.FromSeconds(5), MaxOpenFor = TimeSpan.FromSeconds(15) }, clock);

    [Fact]
    public void Failures_in_a_row_open_it_and_a_success_between_them_does_not()
    {
        Fail(2);
        breaker.Succeed();
        Fail(2);
        Assert.Null(breaker.Remaining);

        Fail(1);
        Assert.Equal(TimeSpan.FromSeconds(5), breaker.Remaining);
    }

    [Fact]
    public void After_its_time_one_call_tries_it_and_its_success_closes_it()
    {
        Fail(3);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(breaker.Remaining);

        breaker.Begin();
        Assert.NotNull(breaker.Remaining);
        breaker.Succeed();

        Assert.Null(breaker.Remaining);
        Assert.False(breaker.IsOpen);
    }

    [Fact]
    public void A_try_that_fails_leaves_it_alone_for_twice_as_long_up_to_the_longest()
    {
        Fail(3);
        foreach (var seconds in (int[])[10, 15, 15])
        {
            clock.Advance(breaker.Remaining!.Value);
            breaker.Begin();
            breaker.Fail();
            Assert.Equal(TimeSpan.FromSeconds(seconds), breaker.Remaining);
        }
    }

    [Fact]
    public void A_try_that_was_given_up_can_be_made_again()
    {
        Fail(3);
        clock.Advance(TimeSpan.FromSeconds(5));
        breaker.Begin();
        breaker.Abandon();

        Assert.Null(breaker.Remaining);
    }

    [Fact]
    public void Calls_that_began_before_it_opened_do_not_prolong_it()
    {
        Fail(5);

        Assert.Equal(TimeSpan.FromSeconds(5), breaker.Remaining);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
            breaker.Fail();
    }
}
