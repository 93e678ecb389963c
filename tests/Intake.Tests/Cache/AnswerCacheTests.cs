using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Cache;

namespace Tollgate.Intake.Tests.Cache;

public sealed class AnswerCacheTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly AnswerCache cache;

    public AnswerCacheTests() => cache = new AnswerCache(
        Options.Create(new AnswerCacheOptions { MaxBytes = 10_000, TimeToLive = TimeSpan.FromMinutes(1) }), clock);

    [Fact]
    public void An_answer_is_found_until_its_time_is_over()
    {
        cache.Store(Key(1), Answer(10));
        Assert.NotNull(cache.Find(Key(1)));

        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(cache.Find(Key(1)));
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public void The_one_not_used_for_longest_makes_room()
    {
        for (var i = 1; i <= 4; i++)
            cache.Store(Key(i), Answer(600));
        Assert.NotNull(cache.Find(Key(1)));

        for (var i = 5; i <= 7; i++)
            cache.Store(Key(i), Answer(600));

        Assert.NotNull(cache.Find(Key(1)));
        Assert.Null(cache.Find(Key(2)));
        Assert.InRange(cache.Bytes, 1, 10_000);
    }

    [Fact]
    public void An_answer_too_large_for_the_cache_does_not_empty_it()
    {
        cache.Store(Key(1), Answer(10));
        cache.Store(Key(2), Answer(9_000));

        Assert.NotNull(cache.Find(Key(1)));
        Assert.Null(cache.Find(Key(2)));
    }

    [Fact]
    public void Storing_again_replaces_and_is_counted_once()
    {
        cache.Store(Key(1), Answer(10));
        var bytes = cache.Bytes;
        cache.Store(Key(1), Answer(10));

        Assert.Equal(bytes, cache.Bytes);
    }

    private static CacheKey Key(int number) => new(0, (UInt128)number);

    private static CompleteResponse Answer(int length) => new() { Content = new string('a', length) };
}
