using Grpc.Core;

namespace Tollgate.Routing.Tests.Runs;

/// <summary>What is left behind to explain a run.</summary>
[Collection(RoutingCollection.Name)]
public class DecisionRecordTests(RoutingFixture fixture) : RunScenario(fixture)
{
    [Fact]
    public async Task Decisions_are_recorded_and_found_only_by_their_tenant()
    {
        Inference.Answers(Operation, "gpt-4.1-nano", "Perhaps.", meanLogprob: -2);
        Inference.Answers(Operation, "gpt-4.1", "Certainly.");
        var run = await RunAsync(Request());

        Assert.Equal(run.Decisions, await DecisionsAsync("acme"));
        Assert.Equal(14, run.Decisions[0].Candidates.Count);
        Assert.NotEmpty(run.Decisions[0].CatalogueVersion);
        var stranger = await Assert.ThrowsAsync<RpcException>(() => DecisionsAsync("umbrella"));
        Assert.Equal(StatusCode.NotFound, stranger.StatusCode);
    }

    [Fact]
    public async Task A_rerun_adds_to_the_record_of_its_operation()
    {
        Inference.Answers(Operation, "gpt-4.1-nano", "Paris.");
        await RunAsync(Request());
        await RunAsync(Request());

        Assert.Equal([0, 0], (await DecisionsAsync("acme")).Select(decision => decision.Step));
    }
}
