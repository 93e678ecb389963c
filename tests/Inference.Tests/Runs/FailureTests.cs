using System.Text;
using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Tests.Runs;

public sealed class FailureTests
{
    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_failing_provider_is_called_again_and_each_call_is_an_attempt(int status)
    {
        await using var world = await World.CreateAsync();
        var answer = world.Provider.Answer;
        world.Provider.Report = _ => World.Finished(input: 0, output: 0);
        world.Provider.Answer = (call, http) => call.Number == 1 ? Wire.ErrorAsync(http, status, "no", retryAfter: "0") : answer(call, http);

        var events = await World.RunAsync(world.Replica(), World.Request());

        var attempts = World.AttemptsOf(events);
        Assert.Equal([AttemptOutcome.Failed, AttemptOutcome.Succeeded], attempts.Select(attempt => attempt.Outcome));
        Assert.Equal(0, attempts[0].Cost.Nanos);
        Assert.Equal(2, world.Metering.Asked.Select(hold => hold.AttemptId).Distinct().Count());
        Assert.Equal(attempts.Select(attempt => attempt.AttemptId), world.Provider.Calls.Select(call => call.ClientRequestId));
        Assert.Equal([AttemptOutcome.Failed, AttemptOutcome.Succeeded], (await world.EventsAsync()).Select(metered => metered.Outcome));
    }

    [Fact]
    public async Task A_rejected_request_is_not_made_again()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.ErrorAsync(http, 400, "no");

        var error = await World.FailAsync(world.Replica(), World.Request());

        Assert.Equal((StatusCode.InvalidArgument, Reasons.ProviderRejected), (error.StatusCode, TollgateException.FromRpc(error).Reason));
        Assert.Single(world.Provider.Calls);
        Assert.Equal(0, Assert.Single(await world.EventsAsync()).CostNanos);
    }

    [Fact]
    public async Task A_prompt_too_long_for_the_model_says_so()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.ErrorAsync(http, 400, "too long", "context_length_exceeded");

        var error = await World.FailAsync(world.Replica(), World.Request());

        Assert.Equal((StatusCode.InvalidArgument, Reasons.PromptTooLong), (error.StatusCode, TollgateException.FromRpc(error).Reason));
    }

    [Fact]
    public async Task A_rate_limit_longer_than_we_wait_is_handed_on_with_its_time()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.ErrorAsync(http, 429, "no", retryAfter: "77");

        var error = await World.FailAsync(world.Replica(), World.Request());

        var known = TollgateException.FromRpc(error);
        Assert.Equal((StatusCode.ResourceExhausted, Reasons.ProviderRateLimited), (error.StatusCode, known.Reason));
        Assert.Equal(TimeSpan.FromSeconds(77), known.RetryAfter);
        Assert.Single(world.Provider.Calls);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_costs_nothing()
    {
        await using var world = await World.CreateAsync();

        var error = await World.FailAsync(world.Replica(provider: "http://127.0.0.1:1/v1"), World.Request());

        Assert.Equal((StatusCode.Unavailable, Reasons.ProviderUnavailable), (error.StatusCode, TollgateException.FromRpc(error).Reason));
        var events = await world.EventsAsync();
        Assert.Equal(4, events.Count);
        Assert.All(events, metered => Assert.Equal((0, AttemptOutcome.Failed), (metered.CostNanos, metered.Outcome)));
        Assert.Equal(0, await world.ScalarAsync<long>("SELECT count(*) FROM attempts WHERE unconfirmed"));
    }

    [Fact]
    public async Task A_stream_cut_after_the_first_words_is_an_error_billed_as_the_provider_says()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.StreamAsync(http, ["Once ", "upon "], usage: null, finish: false);
        world.Provider.Report = _ => World.Finished(input: 11, output: 3);

        var (events, error) = await World.TryRunAsync(world.Replica(), World.Request(stream: true));

        Assert.Equal((StatusCode.Unavailable, Reasons.StreamCut), (error!.StatusCode, TollgateException.FromRpc(error).Reason));
        Assert.Equal("Once upon ", World.TextOf(events));
        var attempt = World.AttemptsOf(events).Single();
        Assert.Equal(("STREAM_CUT", UsageRank.Provider, 11, 3), (attempt.FailureReason, attempt.Rank, attempt.Usage.Input, attempt.Usage.Output));
        Assert.Single(world.Provider.Calls);
    }

    [Fact]
    public async Task A_cut_stream_of_a_provider_without_books_is_billed_as_counted()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.StreamAsync(http, ["Once ", "upon "], usage: null, finish: false);

        var (events, _) = await World.TryRunAsync(world.Replica(World.WithoutReport), World.Request(stream: true));

        var attempt = World.AttemptsOf(events).Single();
        Assert.Equal((UsageRank.Counted, AttemptOutcome.Failed), (attempt.Rank, attempt.Outcome));
        Assert.InRange(attempt.Usage.Output, 2, 4);
    }

    [Fact]
    public async Task A_connection_that_dies_before_the_first_word_is_tried_again()
    {
        await using var world = await World.CreateAsync();
        var answer = world.Provider.Answer;
        world.Provider.Report = _ => World.Finished(input: 9, output: 0);
        world.Provider.Answer = (call, http) =>
        {
            if (call.Number > 1)
                return answer(call, http);
            http.Abort();
            return Task.CompletedTask;
        };

        var events = await World.RunAsync(world.Replica(), World.Request(stream: true));

        var attempts = World.AttemptsOf(events);
        Assert.Equal(["CONNECTION_BROKEN", ""], attempts.Select(attempt => attempt.FailureReason));
        Assert.Equal(9, attempts[0].Usage.Input);
    }

    [Theory]
    [InlineData("{\"id\": \"x\", \"choices\": [")]
    [InlineData("{\"choices\": \"none\"}")]
    [InlineData("<html>busy</html>")]
    public async Task An_answer_that_cannot_be_read_is_tried_again_and_billed_as_the_provider_says(string body)
    {
        await using var world = await World.CreateAsync();
        var answer = world.Provider.Answer;
        world.Provider.Report = _ => World.Finished(input: 9, output: 4);
        world.Provider.Answer = (call, http) =>
        {
            http.Response.ContentType = "application/json";
            return call.Number > 1 ? answer(call, http) : http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
        };

        var events = await World.RunAsync(world.Replica(), World.Request());

        var attempts = World.AttemptsOf(events);
        Assert.Equal(["MALFORMED_ANSWER", ""], attempts.Select(attempt => attempt.FailureReason));
        Assert.Equal((UsageRank.Provider, 4), (attempts[0].Rank, attempts[0].Usage.Output));
    }

    [Fact]
    public async Task A_stream_that_stalls_is_given_up_and_tried_again()
    {
        await using var world = await World.CreateAsync();
        var answer = world.Provider.Answer;
        world.Provider.Report = _ => World.Finished(input: 9, output: 0);
        world.Provider.Answer = (call, http) => call.Number > 1 ? answer(call, http) : Task.Delay(Timeout.Infinite, http.RequestAborted);
        var replica = world.Replica(settings => settings["Providers:sim:StallsAfter"] = "00:00:05");

        var events = await World.RunAsync(replica, World.Request(stream: true));

        Assert.Equal([AttemptOutcome.TimedOut, AttemptOutcome.Succeeded], World.AttemptsOf(events).Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_stops_the_provider_and_pays_for_what_was_generated()
    {
        await using var world = await World.CreateAsync();
        var stopped = new TaskCompletionSource();
        world.Provider.Answer = async (_, http) =>
        {
            http.RequestAborted.Register(() => stopped.TrySetResult());
            http.Response.ContentType = "text/event-stream";
            await Wire.ChunkAsync(http, new { content = "One " }, null, null);
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        };
        world.Provider.Report = _ => stopped.Task.IsCompleted ? World.Finished(input: 9, output: 1) : new { state = "in_progress" };
        var replica = world.Replica();
        using var hangUp = new CancellationTokenSource();

        using (var call = replica.Client.Run(World.Request(stream: true), replica.Signed(hangUp.Token)))
        {
            while (await call.ResponseStream.MoveNext(default) && call.ResponseStream.Current.Delta is null)
            {
            }

            await hangUp.CancelAsync();
        }

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await World.UntilAsync(async () => (await world.EventsAsync()).Count == 1, "the settlement");
        var metered = Assert.Single(await world.EventsAsync());
        Assert.Equal((AttemptOutcome.Cancelled, UsageRank.Provider, 1), (metered.Outcome, metered.Rank, metered.Usage.Output));
    }

    [Fact]
    public async Task A_deadline_ends_the_call_and_the_attempt()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        world.Provider.Report = _ => World.Finished(input: 9, output: 0);
        var replica = world.Replica(settings => settings["Attempts:EndWithin"] = "00:00:01");

        var (events, error) = await World.TryRunAsync(replica, World.Request());

        Assert.Equal(StatusCode.DeadlineExceeded, error!.StatusCode);
        Assert.Equal(AttemptOutcome.TimedOut, World.AttemptsOf(events).Single().Outcome);
    }
}
