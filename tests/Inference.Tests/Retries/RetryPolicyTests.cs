using Microsoft.Extensions.Options;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Retries;

namespace Tollgate.Inference.Tests.Retries;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan Ample = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(nameof(ProviderFailure.RateLimited), true)]
    [InlineData(nameof(ProviderFailure.ServerError), true)]
    [InlineData(nameof(ProviderFailure.NotReached), true)]
    [InlineData(nameof(ProviderFailure.Broken), true)]
    [InlineData(nameof(ProviderFailure.Malformed), true)]
    [InlineData(nameof(ProviderFailure.StreamCut), true)]
    [InlineData(nameof(ProviderFailure.Stalled), true)]
    [InlineData(nameof(ProviderFailure.Rejected), false)]
    [InlineData(nameof(ProviderFailure.PromptTooLong), false)]
    [InlineData(nameof(ProviderFailure.UnknownModel), false)]
    [InlineData(nameof(ProviderFailure.Unauthorized), false)]
    [InlineData(nameof(ProviderFailure.DeadlinePassed), false)]
    [InlineData(nameof(ProviderFailure.TooLate), true)]
    public void Only_what_may_pass_is_tried_again(string failure, bool again) =>
        Assert.Equal(again, Policy().NextDelay(Enum.Parse<ProviderFailure>(failure), null, 1, false, Ample) is not null);

    [Fact]
    public void Nothing_is_tried_again_once_the_caller_has_seen_a_part() =>
        Assert.Null(Policy().NextDelay(ProviderFailure.ServerError, null, 1, delivered: true, Ample));

    [Theory]
    [InlineData(1, 0.2)]
    [InlineData(2, 0.4)]
    [InlineData(3, 0.8)]
    public void Waits_double_and_are_random_below_their_bound(int attempts, double bound)
    {
        Assert.Equal(TimeSpan.FromSeconds(bound / 2), Policy(draw: 0.5).NextDelay(ProviderFailure.ServerError, null, attempts, false, Ample));
        Assert.Equal(TimeSpan.Zero, Policy(draw: 0).NextDelay(ProviderFailure.ServerError, null, attempts, false, Ample));
    }

    [Fact]
    public void A_wait_never_grows_beyond_its_maximum() =>
        Assert.Equal(TimeSpan.FromSeconds(2.5), Policy(draw: 0.5, maxAttempts: 20).NextDelay(ProviderFailure.ServerError, null, 19, false, Ample));

    [Fact]
    public void What_the_provider_asks_for_is_waited_for_and_never_less()
    {
        var asked = TimeSpan.FromSeconds(7);

        Assert.Equal(asked, Policy(draw: 0).NextDelay(ProviderFailure.RateLimited, asked, 1, false, Ample));
        Assert.True(Policy(draw: 0.9).NextDelay(ProviderFailure.RateLimited, asked, 1, false, Ample) > asked);
    }

    [Fact]
    public void A_wait_that_is_asked_too_long_or_ends_after_the_deadline_is_not_begun()
    {
        Assert.Null(Policy().NextDelay(ProviderFailure.RateLimited, TimeSpan.FromSeconds(21), 1, false, Ample));
        Assert.Null(Policy().NextDelay(ProviderFailure.RateLimited, TimeSpan.FromSeconds(5), 1, false, TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public void Attempts_are_bounded() => Assert.Null(Policy().NextDelay(ProviderFailure.ServerError, null, 4, false, Ample));

    private static RetryPolicy Policy(double draw = 0.5, int maxAttempts = 4) =>
        new(Options.Create(new RetryOptions { MaxAttempts = maxAttempts }), new Draw(draw));

    private sealed class Draw(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
