using Tollgate.Inference.Resilience;

namespace Tollgate.Inference.Tests.Resilience;

public sealed class ConcurrencyLimitTests
{
    private readonly ConcurrencyLimit limit = new(new ResilienceOptions { MaxConcurrency = 100, MinConcurrency = 4 });

    [Fact]
    public void An_overload_takes_a_third_off_what_was_in_flight_once_for_all_who_hear_of_it()
    {
        var calls = Begin(30);

        foreach (var call in calls)
            limit.End(call, overloaded: true);

        Assert.Equal((20, 0), (limit.Limit, limit.InFlight));
    }

    [Fact]
    public void It_never_falls_below_the_least()
    {
        for (var i = 0; i < 50; i++)
            limit.End(limit.Begin(), overloaded: true);

        Assert.Equal(4, limit.Limit);
    }

    [Fact]
    public void Keeping_up_at_the_limit_raises_it_by_one_a_round_and_idling_does_not()
    {
        foreach (var call in Begin(6))
            limit.End(call, overloaded: true);
        Assert.Equal(4, limit.Limit);

        limit.End(limit.Begin(), overloaded: false);
        Assert.Equal(4, limit.Limit);

        Begin(4);
        Assert.False(limit.HasRoom);
        for (var i = 0; i < 5; i++)
        {
            limit.End(1, overloaded: false);
            limit.Begin();
        }

        Assert.Equal(5, limit.Limit);
    }

    private List<long> Begin(int count) => [.. Enumerable.Range(0, count).Select(_ => limit.Begin())];
}
