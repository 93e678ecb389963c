using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Cache;

namespace Tollgate.Intake.Tests.Cache;

public sealed class FlightsTests
{
    private readonly Flights flights = new();
    private readonly CacheKey key = new(1, 2);

    [Fact]
    public async Task One_leads_and_the_others_get_what_it_brings()
    {
        var leader = flights.Join(key, out var leads);
        var follower = flights.Join(key, out var alsoLeads);
        Assert.Equal((true, false), (leads, alsoLeads));

        var answer = new CompleteResponse { Content = "42" };
        leader.Land(answer);

        Assert.Same(answer, await follower.WaitAsync(default));
    }

    [Fact]
    public async Task After_a_leader_without_an_answer_everybody_goes_alone()
    {
        var leader = flights.Join(key, out _);
        var follower = flights.Join(key, out _);
        leader.Land(null);

        Assert.Null(await follower.WaitAsync(default));
        flights.Join(key, out var leads);
        Assert.True(leads);
    }

    [Fact]
    public async Task A_follower_that_gives_up_does_not_disturb_the_others()
    {
        var leader = flights.Join(key, out _);
        using var impatient = new CancellationTokenSource();
        var gone = flights.Join(key, out _).WaitAsync(impatient.Token);
        var patient = flights.Join(key, out _).WaitAsync(default);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        leader.Land(new CompleteResponse());

        Assert.NotNull(await patient);
    }
}
