using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Intake.Completions;
using Tollgate.Intake.Tests.Fakes;
using RunRequest = Tollgate.Contracts.Routing.V1.RunRequest;
using RunResponse = Tollgate.Contracts.Routing.V1.RunResponse;

namespace Tollgate.Intake.Tests.Completions;

public sealed class RunProgressTests
{
    private readonly RunProgress progress = new();

    [Fact]
    public void An_attempt_whose_end_was_not_heard_may_have_been_charged()
    {
        progress.Take(FakeRouting.Started(Attempt(Payer.Customer, 1)));

        Assert.True(progress.HasOpenAttempt);
        Assert.True(progress.MayBeCharged);
        Assert.Equal(1, progress.AttemptCount);
    }

    [Theory]
    [InlineData(Payer.Customer, 5, true)]
    [InlineData(Payer.Customer, 0, false)]
    [InlineData(Payer.Platform, 5, false)]
    public void A_finished_attempt_was_charged_when_the_customer_paid_something(Payer payer, long nanos, bool charged)
    {
        Run(Attempt(payer, nanos));

        Assert.Equal(charged, progress.MayBeCharged);
    }

    [Fact]
    public void Usage_and_cost_are_the_sum_over_all_attempts()
    {
        Run(Attempt(Payer.Customer, 5));
        Run(Attempt(Payer.Customer, 7));

        Assert.Equal((160, 20, 12), (progress.Usage.Input, progress.Usage.Output, progress.CostNanos));
    }

    private void Run(Attempt attempt)
    {
        progress.Take(FakeRouting.Started(attempt));
        progress.Take(new RunResponse { AttemptFinished = new AttemptFinished { Attempt = attempt } });
    }

    private static Attempt Attempt(Payer payer, long nanos)
    {
        var attempt = FakeRouting.Begin(new RunRequest { Payer = payer });
        attempt.Cost.Nanos = nanos;
        return attempt;
    }
}
