using Grpc.Core;
using Tollgate.Contracts.Inference.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;
using ModelEvent = Tollgate.Contracts.Inference.V1.RunResponse;
using RunResponse = Tollgate.Contracts.Routing.V1.RunResponse;

namespace Tollgate.Routing.Tests.Runs;

/// <summary>When pieces of an answer are passed on, and what a broken stream means.</summary>
[Collection(RoutingCollection.Name)]
public class StreamingTests(RoutingFixture fixture) : RunScenario(fixture)
{
    [Fact]
    public async Task A_requested_models_stream_passes_through_piece_by_piece()
    {
        Inference.Script(Operation, "gpt-4o", () => ScriptedInference.Answer("gpt-4o", ["a", "b", "c"], null));

        var run = await RunAsync(Request("gpt-4o", stream: true));

        Assert.Equal(["a", "b", "c"], run.Deltas);
        Assert.True(Assert.Single(Inference.AskedFor(Operation)).Stream);
    }

    [Fact]
    public async Task A_piece_of_a_requested_models_answer_arrives_before_the_next_one_is_made()
    {
        var release = new TaskCompletionSource();
        Inference.Script(Operation, "gpt-4o", () => Slow(release.Task));
        using var call = App.Client.Run(Request("gpt-4o", stream: true), deadline: DateTime.UtcNow.AddSeconds(20));

        await foreach (var sent in call.ResponseStream.ReadAllAsync())
        {
            if (sent.EventCase == RunResponse.EventOneofCase.Delta)
                release.TrySetResult();
        }

        Assert.True(release.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_stream_that_is_cut_after_something_was_delivered_is_not_started_over()
    {
        Inference.Script(Operation, "gpt-4.1", () => ScriptedInference.Fail(
            RpcErrors.Write(TollgateException.Unavailable(Reasons.StreamCut, "Cut.")),
            new ModelEvent { Delta = new Delta { Text = "Half an ans" } }));

        var error = await ErrorAsync(Request(policy: "large-only", stream: true));

        Assert.Equal(Reasons.StreamCut, error.Reason);
        Assert.Equal(ErrorKind.Unavailable, error.Kind);
        Assert.Single(Inference.AskedFor(Operation));
    }

    [Fact]
    public async Task A_stream_that_just_ends_is_a_cut_one()
    {
        Inference.Script(Operation, "gpt-4o", () => Nothing());

        Assert.Equal(Reasons.StreamCut, (await ErrorAsync(Request("gpt-4o"))).Reason);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_stops_the_run_and_leaves_the_decision()
    {
        var cancel = new CancellationTokenSource();
        Inference.Script(Operation, "gpt-4o", () => Slow(new TaskCompletionSource().Task));
        using (var call = App.Client.Run(Request("gpt-4o", stream: true), cancellationToken: cancel.Token))
        {
            await call.ResponseStream.MoveNext(default);
            cancel.Cancel();
        }

        Assert.Single(await EventuallyAsync(async () =>
        {
            try
            {
                return await DecisionsAsync("acme");
            }
            catch (RpcException)
            {
                return null;
            }
        }));
    }
}
