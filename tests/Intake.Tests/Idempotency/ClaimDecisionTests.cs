using Tollgate.Contracts.Common.V1;
using Tollgate.Intake.Idempotency;

namespace Tollgate.Intake.Tests.Idempotency;

public sealed class ClaimDecisionTests
{
    private static readonly byte[] Hash = [1, 2, 3];

    private static readonly ClaimRow Running = new()
    {
        RequestHash = Hash,
        OperationId = Guid.NewGuid(),
        State = ClaimState.Running,
        Owner = Guid.NewGuid(),
        Tries = 1,
        Charged = false,
        Completion = null,
        OwnerAlive = true,
        Expired = false,
    };

    [Fact]
    public void Another_request_under_the_key_is_refused_whatever_its_state()
    {
        foreach (var state in Enum.GetValues<ClaimState>())
            Assert.Equal(ClaimAction.Refuse, ClaimDecision.Decide(Running with { State = state }, [9]).Action);
    }

    [Fact]
    public void A_running_request_is_waited_for() => Assert.Equal(ClaimAction.Wait, ClaimDecision.Decide(Running, Hash).Action);

    [Fact]
    public void A_finished_request_is_replayed() =>
        Assert.Equal(ClaimAction.Replay, ClaimDecision.Decide(Running with { State = ClaimState.Done, OwnerAlive = false }, Hash).Action);

    [Fact]
    public void A_request_whose_replica_died_is_run_again_at_our_cost() =>
        Assert.Equal(new ClaimDecision(ClaimAction.RunAgain, Payer.Platform), ClaimDecision.Decide(Running with { OwnerAlive = false }, Hash));

    [Theory]
    [InlineData(true, Payer.Platform)]
    [InlineData(false, Payer.Customer)]
    public void A_failed_request_is_run_again_and_charged_only_if_it_was_not_yet(bool charged, Payer payer) =>
        Assert.Equal(
            new ClaimDecision(ClaimAction.RunAgain, payer),
            ClaimDecision.Decide(Running with { State = ClaimState.Failed, Charged = charged }, Hash));

    [Fact]
    public void After_its_window_a_key_is_free_for_any_request() =>
        Assert.Equal(
            new ClaimDecision(ClaimAction.RunAnew, Payer.Customer),
            ClaimDecision.Decide(Running with { State = ClaimState.Done, Charged = true, Expired = true }, [9]));
}
