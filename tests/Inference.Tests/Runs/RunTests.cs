using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Tests.Runs;

public sealed class RunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_is_held_answered_and_settled_once(bool stream)
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica();

        var events = await World.RunAsync(replica, World.Request(stream: stream));

        var started = events[0].AttemptStarted;
        Assert.Equal("month", started.BudgetLeft.BudgetId);
        Assert.Equal("Hello", World.TextOf(events));
        var attempt = events[^2].AttemptFinished.Attempt;
        Assert.Equal(AttemptOutcome.Succeeded, attempt.Outcome);
        Assert.Equal(UsageRank.Provider, attempt.Rank);
        Assert.Equal((10, 2), (attempt.Usage.Input, attempt.Usage.Output));
        Assert.Equal((10 * 400) + (2 * 1600), attempt.Cost.Nanos);
        Assert.Equal("stop", events[^1].Completed.FinishReason);

        var call = Assert.Single(world.Provider.Calls);
        Assert.Equal(attempt.AttemptId, call.ClientRequestId);
        Assert.Equal(100, call.Body["max_completion_tokens"]!.GetValue<int>());
        var hold = Assert.Single(world.Metering.Asked);
        Assert.Equal((attempt.AttemptId, started.Held.Nanos), (hold.AttemptId, hold.Cost.Nanos));

        var metered = Assert.Single(await world.EventsAsync());
        Assert.Equal((attempt.AttemptId, attempt.Cost.Nanos, "acme"), (metered.AttemptId.ToString(), metered.CostNanos, metered.TenantId));
        Assert.Equal(started.Held.Nanos, metered.HeldNanos);
        Assert.Equal(2, await world.ScalarAsync<short>("SELECT state FROM attempts"));
    }

    [Fact]
    public async Task Usage_details_are_kept_apart_and_priced_by_kind()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.CompleteAsync(http, "Hello", Wire.Usage(input: 10, output: 30, cached: 4, reasoning: 28));

        var events = await World.RunAsync(world.Replica(), World.Request(model: "o4-mini"));

        var attempt = World.AttemptsOf(events).Single();
        Assert.Equal((6, 4, 2, 28), (attempt.Usage.Input, attempt.Usage.CachedInput, attempt.Usage.Output, attempt.Usage.Reasoning));
        Assert.Equal((6 * 1100) + (4 * 275) + (30 * 4400), attempt.Cost.Nanos);
    }

    [Fact]
    public async Task An_answer_without_usage_is_settled_by_our_own_count()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.StreamAsync(http, ["Hello", " there"], usage: null);

        var events = await World.RunAsync(world.Replica(World.WithoutReport), World.Request(stream: true));

        var attempt = World.AttemptsOf(events).Single();
        Assert.Equal((AttemptOutcome.Succeeded, UsageRank.Counted), (attempt.Outcome, attempt.Rank));
        Assert.Equal(2, attempt.Usage.Output);
        Assert.True(attempt.Usage.Input > 2);
    }

    [Fact]
    public async Task A_statement_far_from_what_was_seen_is_checked_against_the_providers_books()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.CompleteAsync(http, "Hello", Wire.Usage(input: 10, output: 95));
        world.Provider.Report = _ => World.Finished(input: 9, output: 1);

        var events = await World.RunAsync(world.Replica(), World.Request());

        var attempt = World.AttemptsOf(events).Single();
        Assert.Equal((UsageRank.Provider, 9, 1), (attempt.Rank, attempt.Usage.Input, attempt.Usage.Output));
    }

    [Fact]
    public async Task A_hard_budget_without_room_refuses_before_the_provider_is_called()
    {
        await using var world = await World.CreateAsync();
        world.Metering.Decide = _ => new()
        {
            Refused = new() { BudgetId = "acme-month", ScopeKind = "tenant", ScopeId = "acme", Room = new() { Cost = new Money { Currency = "USD", Nanos = 7 } } },
        };

        var error = await World.FailAsync(world.Replica(), World.Request());

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        var known = TollgateException.FromRpc(error);
        Assert.Equal(Reasons.BudgetExceeded, known.Reason);
        Assert.Equal("budget:acme-month", Assert.Single(known.Quotas).Subject);
        Assert.Empty(world.Provider.Calls);
        Assert.Empty(await world.EventsAsync());
        Assert.Equal(3, await world.ScalarAsync<short>("SELECT state FROM attempts"));
    }

    [Fact]
    public async Task Without_an_answer_from_Metering_nothing_is_called_and_the_hold_is_given_back()
    {
        await using var world = await World.CreateAsync();
        world.Metering.Decide = _ => null;
        var replica = world.Replica(settings => settings["Holds:AnswerWithin"] = "00:00:00.2");

        var error = await World.FailAsync(replica, World.Request());

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Equal(Reasons.MeteringUnavailable, TollgateException.FromRpc(error).Reason);
        Assert.Empty(world.Provider.Calls);
        await World.UntilAsync(() => Task.FromResult(!world.Metering.Released.IsEmpty), "the release");
        await World.UntilAsync(async () => await world.ScalarAsync<long>("SELECT count(*) FROM attempts WHERE state = 1") == 0, "a closed intent");
    }

    [Fact]
    public async Task An_unknown_model_is_not_found_and_nothing_is_stored()
    {
        await using var world = await World.CreateAsync();

        var error = await World.FailAsync(world.Replica(), World.Request(model: "gpt-nonsense"));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal(Reasons.UnknownModel, TollgateException.FromRpc(error).Reason);
        Assert.Equal(0, await world.ScalarAsync<long>("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task Everything_wrong_with_a_request_is_named_at_once()
    {
        await using var world = await World.CreateAsync();
        var request = World.Request(max: 0);
        request.OperationId = "x";
        request.Caller.UserId = "a\0b";

        var error = await World.FailAsync(world.Replica(), request);

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(["operation_id", "caller.user_id", "max_output_tokens"], TollgateException.FromRpc(error).Fields.Select(field => field.Field));
    }

    [Fact]
    public async Task A_prompt_that_is_no_prompt_is_an_invalid_argument()
    {
        await using var world = await World.CreateAsync();
        var request = World.Request();
        request.Prompt = Google.Protobuf.ByteString.CopyFrom(0xFF, 0xFF, 0xFF, 0x01);

        var error = await World.FailAsync(world.Replica(), request);

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task A_caller_without_a_service_token_is_refused()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica();

        using var call = replica.Client.Run(World.Request());
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.Empty(world.Provider.Calls);
    }

    [Fact]
    public async Task Embeddings_take_the_same_path()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.EmbedAsync(http, [[1f, 2f], [3f, 4f]], tokens: 2);
        var replica = world.Replica();
        var request = new EmbedRequest
        {
            OperationId = Guid.CreateVersion7().ToString(),
            Caller = new Caller { TenantId = "acme" },
            Provider = "openai",
            Model = "text-embedding-3-small",
            Texts = { "one", "two" },
            Dimensions = 2,
        };

        var response = await replica.Client.EmbedAsync(request, replica.Signed());

        Assert.Equal([3f, 4f], response.Embeddings[1].Values);
        Assert.Equal(2, Assert.Single(world.Provider.Calls).Body["dimensions"]!.GetValue<int>());
        Assert.Equal((2, 40), (response.Attempt.Usage.Input, response.Attempt.Cost.Nanos));
        var metered = Assert.Single(await world.EventsAsync());
        Assert.Equal(("embeddings", Payer.Customer), (metered.Operation, metered.Payer));
        Assert.Equal(response.Attempt.AttemptId, Assert.Single(world.Metering.Asked).AttemptId);
    }
}
