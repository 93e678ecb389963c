using Google.Protobuf;
using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Routing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;
using RunRequest = Tollgate.Contracts.Routing.V1.RunRequest;
using RunResponse = Tollgate.Contracts.Routing.V1.RunResponse;

namespace Tollgate.Routing.Tests.Runs;

[Collection(RoutingCollection.Name)]
public class RunTests(RoutingFixture fixture)
{
    private readonly Guid operation = Guid.CreateVersion7();
    private readonly ScriptedInference inference = fixture.App.Inference;

    private static readonly RpcException OverBudget = RpcErrors.Write(TollgateException.ResourceExhausted(
        Reasons.BudgetExceeded, "No room.", null, new QuotaViolation("budget:acme-month", "0 left")));

    private static readonly RpcException ProviderDown = RpcErrors.Write(TollgateException.Unavailable(Reasons.ProviderUnavailable, "Down."));

    [Fact]
    public async Task A_convincing_small_answer_is_delivered()
    {
        inference.Answers(operation, "gpt-4.1-nano", "Paris.");

        var run = await RunAsync(Request());

        Assert.Equal("Paris.", run.Text);
        Assert.Equal("gpt-4.1-nano", run.Completed.Model);
        Assert.False(run.Completed.Escalated);
        Assert.Equal(Math.Exp(-0.05), run.Completed.Confidence, 12);
        Assert.Equal(["SMALL_FIRST"], run.Reasons);
        Assert.Equal([RunResponse.EventOneofCase.Decision, RunResponse.EventOneofCase.AttemptStarted], run.Cases.Take(2));
        Assert.Equal(RunResponse.EventOneofCase.Completed, run.Cases[^1]);
    }

    [Fact]
    public async Task The_prompt_and_who_asks_reach_Inference_unchanged()
    {
        inference.Answers(operation, "gpt-4.1-nano", "ok");
        var request = Request();
        request.Prompt = ByteString.CopyFrom(0xFF, 0xFE, 0x00, 0x01);
        request.Payer = Payer.Platform;
        request.MaxOutputTokens = 77;

        await RunAsync(request);

        var asked = Assert.Single(inference.AskedFor(operation));
        Assert.Equal(request.Prompt, asked.Prompt);
        Assert.Equal(request.Caller, asked.Caller);
        Assert.Equal(request.Traits.Origins, asked.Origins);
        Assert.Equal(Payer.Platform, asked.Payer);
        Assert.Equal(77, asked.MaxOutputTokens);
        Assert.Equal("openai", asked.Provider);
        Assert.True(asked.WantConfidence);
    }

    [Fact]
    public async Task An_unsure_answer_is_asked_again_of_the_bigger_model_once()
    {
        inference.Answers(operation, "gpt-4.1-nano", "Perhaps Paris.", meanLogprob: -2);
        inference.Answers(operation, "gpt-4.1", "I am not certain either.", meanLogprob: -2);

        var run = await RunAsync(Request());

        Assert.Equal("I am not certain either.", run.Text);
        Assert.Equal("gpt-4.1", run.Completed.Model);
        Assert.True(run.Completed.Escalated);
        Assert.False(run.Completed.HasConfidence);
        Assert.Equal(["SMALL_FIRST", "ESCALATED_LOW_CONFIDENCE"], run.Reasons);
        Assert.Equal([0, 1], run.Decisions.Select(decision => decision.Step));
        Assert.Equal(2, run.Cases.Count(sent => sent == RunResponse.EventOneofCase.AttemptFinished));
    }

    [Fact]
    public async Task Json_that_breaks_its_schema_escalates_as_invalid_output()
    {
        inference.Answers(operation, "gpt-4.1-mini", """{"claim":"c1"}""");
        inference.Answers(operation, "gpt-4.1", """{"claim":"c1","amount":5}""");
        var request = Request();
        request.Traits.JsonSchema = true;
        request.Prompt = new Prompt
        {
            ResponseFormat = new ResponseFormat { Type = "json_schema", JsonSchema = """{"type":"object","required":["claim","amount"]}""" },
        }.ToByteString();

        var run = await RunAsync(request);

        Assert.Equal("""{"claim":"c1","amount":5}""", run.Text);
        Assert.Equal(["SMALL_FIRST", "ESCALATED_INVALID_OUTPUT"], run.Reasons);
        Assert.DoesNotContain("c1", run.Decisions[1].Explanation);
    }

    [Fact]
    public async Task A_grounded_answer_without_a_citation_escalates()
    {
        inference.Answers(operation, "gpt-4.1-nano", "It is 500.");
        inference.Answers(operation, "gpt-4.1", "It is 500 [1].");
        var request = Request();
        request.Traits.Grounded = true;

        Assert.Equal("It is 500 [1].", (await RunAsync(request)).Text);
    }

    [Fact]
    public async Task A_requested_model_is_neither_judged_nor_replaced()
    {
        inference.Answers(operation, "gpt-4o", "I am not certain.", meanLogprob: -3);

        var run = await RunAsync(Request("gpt-4o"));

        Assert.Equal("I am not certain.", run.Text);
        Assert.Equal(["REQUESTED"], run.Reasons);
        Assert.False(run.Completed.HasConfidence);
        Assert.False(Assert.Single(inference.AskedFor(operation)).WantConfidence);
    }

    [Fact]
    public async Task A_requested_models_stream_passes_through_piece_by_piece()
    {
        inference.Script(operation, "gpt-4o", () => ScriptedInference.Answer("gpt-4o", ["a", "b", "c"], null));

        var run = await RunAsync(Request("gpt-4o", stream: true));

        Assert.Equal(["a", "b", "c"], run.Deltas);
        Assert.True(Assert.Single(inference.AskedFor(operation)).Stream);
    }

    [Fact]
    public async Task A_piece_of_a_requested_models_answer_arrives_before_the_next_one_is_made()
    {
        var release = new TaskCompletionSource();
        inference.Script(operation, "gpt-4o", () => Slow(release.Task));
        using var call = fixture.App.Client.Run(Request("gpt-4o", stream: true), deadline: DateTime.UtcNow.AddSeconds(20));

        await foreach (var sent in call.ResponseStream.ReadAllAsync())
        {
            if (sent.EventCase == RunResponse.EventOneofCase.Delta)
                release.TrySetResult();
        }

        Assert.True(release.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Over_budget_the_next_cheaper_model_is_asked_until_one_fits()
    {
        inference.Refuses(operation, "gpt-4.1-nano", OverBudget);
        inference.Refuses(operation, "granite-4-h-small", OverBudget);
        inference.Answers(operation, "command-r7b-12-2024", "Cheap but right.");

        var run = await RunAsync(Request());

        Assert.Equal("Cheap but right.", run.Text);
        Assert.True(run.Completed.Downgraded);
        Assert.Equal(["SMALL_FIRST", "DOWNGRADED_BUDGET_EXCEEDED", "DOWNGRADED_BUDGET_EXCEEDED"], run.Reasons);
        Assert.Equal(["gpt-4.1-nano", "granite-4-h-small", "command-r7b-12-2024"], inference.AskedFor(operation).Select(asked => asked.Model));
    }

    [Fact]
    public async Task When_no_model_fits_the_budget_the_refusal_is_passed_on_with_its_details()
    {
        foreach (var model in new[] { "gpt-4.1-nano", "granite-4-h-small", "command-r7b-12-2024" })
            inference.Refuses(operation, model, OverBudget);

        var error = await ErrorAsync(Request());

        Assert.Equal(ErrorKind.ResourceExhausted, error.Kind);
        Assert.Equal(Reasons.BudgetExceeded, error.Reason);
        Assert.Equal("budget:acme-month", Assert.Single(error.Quotas).Subject);
        Assert.Equal(3, (await DecisionsAsync("acme")).Count);
    }

    [Fact]
    public async Task A_requested_model_over_budget_is_refused_without_asking_another()
    {
        inference.Refuses(operation, "gpt-4o", OverBudget);

        Assert.Equal(Reasons.BudgetExceeded, (await ErrorAsync(Request("gpt-4o"))).Reason);
        Assert.Single(inference.AskedFor(operation));
    }

    [Fact]
    public async Task When_the_escalation_is_over_budget_the_small_answer_stands()
    {
        inference.Answers(operation, "gpt-4.1-nano", "Perhaps Paris.", meanLogprob: -2);
        inference.Refuses(operation, "gpt-4.1", OverBudget);

        var run = await RunAsync(Request());

        Assert.Equal("Perhaps Paris.", run.Text);
        Assert.Equal("gpt-4.1-nano", run.Completed.Model);
        Assert.True(run.Completed.Downgraded);
        Assert.False(run.Completed.Escalated);
        Assert.Equal(Math.Exp(-2), run.Completed.Confidence, 12);
        Assert.Equal(["SMALL_FIRST", "ESCALATED_LOW_CONFIDENCE", "DOWNGRADED_BUDGET_EXCEEDED"], run.Reasons);
        Assert.Equal("gpt-4.1-nano", run.Decisions[^1].Model);
    }

    [Fact]
    public async Task When_the_escalations_provider_is_down_the_small_answer_stands()
    {
        inference.Answers(operation, "gpt-4.1-nano", "Perhaps Paris.", meanLogprob: -2);
        inference.Refuses(operation, "gpt-4.1", ProviderDown);

        var run = await RunAsync(Request());

        Assert.Equal("Perhaps Paris.", run.Text);
        Assert.False(run.Completed.Downgraded);
        Assert.Equal("FAILOVER", run.Reasons[^1]);
    }

    [Fact]
    public async Task When_a_provider_is_down_another_providers_model_answers()
    {
        inference.Refuses(operation, "gpt-4.1-nano", ProviderDown);
        inference.Answers(operation, "gemini-2.5-flash", "Bonjour.");

        var run = await RunAsync(Request());

        Assert.Equal("Bonjour.", run.Text);
        Assert.Equal("google", run.Completed.Provider);
        Assert.Equal(["SMALL_FIRST", "FAILOVER"], run.Reasons);
    }

    [Fact]
    public async Task Failover_happens_once()
    {
        inference.Refuses(operation, "gpt-4.1-nano", ProviderDown);
        inference.Refuses(operation, "gemini-2.5-flash", ProviderDown);

        Assert.Equal(Reasons.ProviderUnavailable, (await ErrorAsync(Request())).Reason);
        Assert.Equal(2, inference.AskedFor(operation).Count());
    }

    [Fact]
    public async Task A_failed_over_model_that_is_over_budget_is_replaced_by_a_cheaper_one()
    {
        inference.Refuses(operation, "gpt-4.1-nano", ProviderDown);
        inference.Refuses(operation, "gemini-2.5-flash", OverBudget);
        inference.Answers(operation, "granite-4-h-small", "Still here.");

        var run = await RunAsync(Request());

        Assert.Equal("Still here.", run.Text);
        Assert.Equal(["SMALL_FIRST", "FAILOVER", "DOWNGRADED_BUDGET_EXCEEDED"], run.Reasons);
    }

    [Fact]
    public async Task A_stream_that_is_cut_after_something_was_delivered_is_not_started_over()
    {
        inference.Script(operation, "gpt-4.1", () => ScriptedInference.Fail(
            RpcErrors.Write(TollgateException.Unavailable(Reasons.StreamCut, "Cut.")),
            new Contracts.Inference.V1.RunResponse { Delta = new Delta { Text = "Half an ans" } }));

        var error = await ErrorAsync(Request(policy: "large-only", stream: true));

        Assert.Equal(Reasons.StreamCut, error.Reason);
        Assert.Equal(ErrorKind.Unavailable, error.Kind);
        Assert.Single(inference.AskedFor(operation));
    }

    [Fact]
    public async Task A_stream_that_just_ends_is_a_cut_one()
    {
        inference.Script(operation, "gpt-4o", () => Nothing());

        Assert.Equal(Reasons.StreamCut, (await ErrorAsync(Request("gpt-4o"))).Reason);
    }

    [Fact]
    public async Task An_error_that_no_other_model_would_cure_is_passed_on()
    {
        inference.Refuses(operation, "gpt-4.1-nano", RpcErrors.Write(TollgateException.Unavailable(Reasons.MeteringUnavailable, "Away.")));

        Assert.Equal(Reasons.MeteringUnavailable, (await ErrorAsync(Request())).Reason);
        Assert.Single(inference.AskedFor(operation));
    }

    [Fact]
    public async Task Decisions_are_recorded_and_found_only_by_their_tenant()
    {
        inference.Answers(operation, "gpt-4.1-nano", "Perhaps.", meanLogprob: -2);
        inference.Answers(operation, "gpt-4.1", "Certainly.");
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
        inference.Answers(operation, "gpt-4.1-nano", "Paris.");
        await RunAsync(Request());
        await RunAsync(Request());

        Assert.Equal([0, 0], (await DecisionsAsync("acme")).Select(decision => decision.Step));
    }

    [Fact]
    public async Task Everything_wrong_with_a_request_is_named()
    {
        var error = await ErrorAsync(new RunRequest { OperationId = "7", MaxOutputTokens = -1, Traits = new() { Origins = new() { User = -5 } } });

        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.Equal(
            ["operation_id", "caller.tenant_id", "prompt", "max_output_tokens", "traits.origins", "payer"],
            error.Fields.Select(field => field.Field));
    }

    [Theory]
    [InlineData("gpt-9", "", 200, ErrorKind.NotFound, Reasons.UnknownModel)]
    [InlineData("", "nonsense", 200, ErrorKind.InvalidArgument, Reasons.InvalidRequest)]
    [InlineData("gpt-4o", "", 20_000, ErrorKind.FailedPrecondition, Reasons.NoEligibleModel)]
    public async Task What_cannot_be_planned_is_a_typed_error_and_leaves_nothing(string model, string policy, int output, ErrorKind kind, string reason)
    {
        var request = Request(model, policy);
        request.MaxOutputTokens = output;

        var error = await ErrorAsync(request);

        Assert.Equal((kind, reason), (error.Kind, error.Reason));
        Assert.Empty(inference.AskedFor(operation));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => DecisionsAsync("acme"))).StatusCode);
    }

    [Fact]
    public async Task A_call_without_a_service_token_is_refused()
    {
        using var call = fixture.App.AnonymousClient.Run(Request());

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_stops_the_run_and_leaves_the_decision()
    {
        var cancel = new CancellationTokenSource();
        inference.Script(operation, "gpt-4o", () => Slow(new TaskCompletionSource().Task));
        using (var call = fixture.App.Client.Run(Request("gpt-4o", stream: true), cancellationToken: cancel.Token))
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

    private RunRequest Request(string model = "", string policy = "", bool stream = false) => new()
    {
        OperationId = operation.ToString(),
        Caller = new Caller { TenantId = "acme", AssistantId = "claims", UserId = "u1", ApiKeyId = "k1", Environment = "live" },
        Model = model,
        Policy = policy,
        Prompt = new Prompt { Messages = { new PromptMessage { Role = "user", Parts = { new ContentPart { Text = "Capital of France?" } } } } }.ToByteString(),
        Traits = new PromptTraits { Origins = new TokenOrigins { System = 20, User = 100 } },
        MaxOutputTokens = 200,
        Stream = stream,
        Payer = Payer.Customer,
    };

    private async Task<RunLog> RunAsync(RunRequest request)
    {
        using var call = fixture.App.Client.Run(request, deadline: DateTime.UtcNow.AddSeconds(20));
        return new RunLog(await call.ResponseStream.ReadAllAsync().ToListAsync());
    }

    private async Task<TollgateException> ErrorAsync(RunRequest request) =>
        TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(() => RunAsync(request)));

    private async Task<IReadOnlyList<Decision>> DecisionsAsync(string tenant) =>
        [.. (await fixture.App.Client.GetDecisionAsync(new() { OperationId = operation.ToString(), TenantId = tenant })).Decisions];

    private static async Task<T> EventuallyAsync<T>(Func<Task<T?>> look)
        where T : class
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (await look() is { } seen)
                return seen;
            await timer.WaitForNextTickAsync(timeout.Token);
        }
    }

    private static async IAsyncEnumerable<Contracts.Inference.V1.RunResponse> Slow(Task release)
    {
        yield return new() { Delta = new Delta { Text = "first" } };
        await release.WaitAsync(TimeSpan.FromSeconds(10));
        yield return new() { Completed = new() { FinishReason = "stop" } };
    }

    private static async IAsyncEnumerable<Contracts.Inference.V1.RunResponse> Nothing()
    {
        await Task.Yield();
        yield break;
    }

    private sealed record RunLog(IReadOnlyList<RunResponse> Events)
    {
        public IReadOnlyList<RunResponse.EventOneofCase> Cases => [.. Events.Select(sent => sent.EventCase)];
        public IReadOnlyList<string> Deltas => [.. Events.Where(sent => sent.Delta is not null).Select(sent => sent.Delta.Text)];
        public string Text => string.Concat(Deltas);
        public IReadOnlyList<Decision> Decisions => [.. Events.Where(sent => sent.Decision is not null).Select(sent => sent.Decision)];
        public IReadOnlyList<string> Reasons => [.. Decisions.Select(decision => decision.Reason)];
        public Contracts.Routing.V1.RunCompleted Completed => Events[^1].Completed;
    }
}
