using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Idempotency;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Intake.Tests.Idempotency;

[Collection(IntakeCollection.Name)]
public sealed class IdempotencyTests(IntakeFixture fixture)
{
    [Fact]
    public async Task The_same_request_under_a_key_answers_the_same_on_every_replica_and_is_run_once()
    {
        var tenant = await fixture.CreateTenantAsync();

        var first = await fixture.App.Client(tenant.ApiKey).CompleteAsync(Request());
        var second = await fixture.Second.Client(tenant.ApiKey).CompleteAsync(Request());

        Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        Assert.False(first.Receipt.Replayed);
        Assert.True(second.Receipt.Replayed);
        second.Receipt.Replayed = false;
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_stream_replays_as_one_piece()
    {
        var tenant = await fixture.CreateTenantAsync();
        var first = await fixture.App.Client(tenant.ApiKey).StreamAsync(Request());

        var (text, completed, deltas) = await fixture.Second.Client(tenant.ApiKey).StreamAsync(Request());

        Assert.Equal((first.Text, 1, true), (text, deltas, completed.Receipt.Replayed));
        Assert.Equal(first.Completed.Id, completed.Id);
        Assert.Single(fixture.Routing.RunsOf(tenant.Id));
    }

    [Fact]
    public async Task Another_request_under_the_key_is_refused()
    {
        var tenant = await fixture.CreateTenantAsync();
        await fixture.App.Client(tenant.ApiKey).CompleteAsync(Request());
        var other = Request();
        other.Messages[0].Content = "Something else?";

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(other));

        Assert.Equal((ErrorKind.AlreadyExists, "IDEMPOTENCY_KEY_REUSED"), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task The_key_of_one_tenant_is_nothing_to_another()
    {
        var (first, second) = (await fixture.CreateTenantAsync(), await fixture.CreateTenantAsync());
        await fixture.App.Client(first.ApiKey).CompleteAsync(Request());

        var answer = await fixture.App.Client(second.ApiKey).CompleteAsync(Request());

        Assert.False(answer.Receipt.Replayed);
    }

    [Fact]
    public async Task Equal_requests_at_once_on_two_replicas_are_run_once()
    {
        var tenant = await fixture.CreateTenantAsync();
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Routing.Script(tenant.Id, FakeRouting.Hold(reached, release.Task));
        var request = Request();
        request.NoCache = true;

        var calls = Enumerable.Range(0, 8)
            .Select(i => (i % 2 == 0 ? fixture.App : fixture.Second).Client(tenant.ApiKey).CompleteAsync(request).ResponseAsync).ToArray();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(10));
        release.SetResult();
        var answers = await Task.WhenAll(calls);

        Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Equal(7, answers.Count(answer => answer.Receipt.Replayed));
    }

    [Fact]
    public async Task Where_answers_are_not_kept_a_replay_brings_the_receipt_only()
    {
        var tenant = await fixture.CreateTenantAsync(retentionDays: 0);
        await fixture.App.Client(tenant.ApiKey).CompleteAsync(Request());

        var replay = await fixture.App.Client(tenant.ApiKey).CompleteAsync(Request());

        Assert.Equal(("", true, true, 123_456), (replay.Content, replay.Receipt.Replayed, replay.Receipt.AnswerNotRetained, replay.Receipt.Cost.Nanos));
    }

    [Fact]
    public async Task A_kept_answer_is_not_readable_in_the_database()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Answer("canary answer"));
        await fixture.App.Client(tenant.ApiKey).CompleteAsync(Request("canary question"));

        var rows = string.Concat(await fixture.QueryAsync(
            $"select k::text || encode(completion, 'escape') from idempotency_keys k where tenant_id = '{tenant.Id}'"));

        Assert.NotEmpty(rows);
        Assert.DoesNotContain("canary", rows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_death_mid_stream_a_retry_is_the_same_operation_at_our_cost()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.DieMidStream());
        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Request()));
        Assert.True(error.IsRetryable);
        fixture.Routing.Script(tenant.Id, FakeRouting.Answer());

        var answer = await fixture.Second.Client(tenant.ApiKey).CompleteAsync(Request());

        var runs = fixture.Routing.RunsOf(tenant.Id);
        Assert.Equal([Payer.Customer, Payer.Platform], runs.Select(run => run.Payer));
        Assert.Equal([answer.Id, answer.Id], runs.Select(run => run.OperationId));
        Assert.False(answer.Receipt.Replayed);
    }

    [Fact]
    public async Task After_a_refusal_that_cost_nothing_a_retry_is_the_customers()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Refuse(RpcErrors.Write(TollgateException.ResourceExhausted("BUDGET_EXCEEDED", "No room."))));
        await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Request()));
        fixture.Routing.Script(tenant.Id, FakeRouting.Answer());

        await fixture.App.Client(tenant.ApiKey).CompleteAsync(Request());

        Assert.Equal([Payer.Customer, Payer.Customer], fixture.Routing.RunsOf(tenant.Id).Select(run => run.Payer));
    }

    [Fact]
    public async Task An_error_that_another_try_would_not_change_is_the_answer()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Refuse(RpcErrors.Write(TollgateException.NotFound("UNKNOWN_MODEL", "No such model."))));
        await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Request()));

        var again = await Asking.RefusedAsync(() => fixture.Second.Client(tenant.ApiKey).CompleteAsync(Request()));

        Assert.Equal(("UNKNOWN_MODEL", "No such model."), (again.Reason, again.Message));
        Assert.Single(fixture.Routing.RunsOf(tenant.Id));
    }

    [Fact]
    public async Task The_request_of_a_replica_that_died_is_taken_over_at_our_cost()
    {
        var tenant = await fixture.CreateTenantAsync();
        var (reached, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Routing.Script(tenant.Id, FakeRouting.Hold(reached, new TaskCompletionSource().Task, cancelled));
        using var gone = new CancellationTokenSource();
        var lost = fixture.App.Client(tenant.ApiKey).CompleteAsync(Request(), cancellationToken: gone.Token);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(10));

        // As if its owner had been killed: the claim belongs to a replica that no lease speaks for.
        await fixture.ExecuteAsync($"update idempotency_keys set owner = gen_random_uuid() where tenant_id = '{tenant.Id}'");
        fixture.Routing.Script(tenant.Id, FakeRouting.Answer());
        var answer = await fixture.Second.Client(tenant.ApiKey).CompleteAsync(Request());

        var runs = fixture.Routing.RunsOf(tenant.Id);
        Assert.Equal([Payer.Customer, Payer.Platform], runs.Select(run => run.Payer));
        Assert.Single(runs.Select(run => run.OperationId).Distinct());

        // When the first try ends after all, it does not undo what the second has answered.
        await gone.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(async () => await lost);
        await fixture.CompletedAsync(tenant.Id, 2);
        var replay = await fixture.App.Client(tenant.ApiKey).CompleteAsync(Request());
        Assert.Equal((answer.Content, true), (replay.Content, replay.Receipt.Replayed));
    }

    [Fact]
    public async Task A_request_that_waits_too_long_for_an_equal_one_is_told_to_come_again()
    {
        var tenant = await fixture.CreateTenantAsync();
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Routing.Script(tenant.Id, FakeRouting.Hold(reached, release.Task));
        await using var impatient = fixture.Start(("Idempotency:MaxWait", "00:00:01"));
        var first = fixture.App.Client(tenant.ApiKey).CompleteAsync(Request()).ResponseAsync;
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(10));

        var error = await Asking.RefusedAsync(() => impatient.Client(tenant.ApiKey).CompleteAsync(Request()));
        release.SetResult();
        await first;

        Assert.Equal((ErrorKind.Unavailable, "REQUEST_IN_FLIGHT"), (error.Kind, error.Reason));
        Assert.NotNull(error.RetryAfter);
    }

    [Fact]
    public async Task After_its_window_a_key_is_free_and_its_row_is_swept()
    {
        var tenant = await fixture.CreateTenantAsync();
        var first = await fixture.App.Client(tenant.ApiKey).CompleteAsync(Request());
        await fixture.ExecuteAsync($"update idempotency_keys set expire_time = now() where tenant_id = '{tenant.Id}'");

        var other = Request();
        other.Messages[0].Content = "Something else?";
        var second = await fixture.App.Client(tenant.ApiKey).CompleteAsync(other);
        Assert.NotEqual(first.Id, second.Id);

        await fixture.ExecuteAsync($"update idempotency_keys set expire_time = now() where tenant_id = '{tenant.Id}'");
        Assert.True(await fixture.App.Get<IdempotencySweeper>().SweepAsync(default) >= 1);
        Assert.Empty(await fixture.QueryAsync($"select 1 from idempotency_keys where tenant_id = '{tenant.Id}'"));
    }

    [Fact]
    public async Task A_request_that_is_not_valid_does_not_use_up_its_key()
    {
        var tenant = await fixture.CreateTenantAsync();
        var invalid = Request();
        invalid.MaxTokens = -1;
        await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(invalid));

        Assert.NotEmpty((await fixture.App.Client(tenant.ApiKey).CompleteAsync(Request())).Content);
    }

    private static CompleteRequest Request(string question = "When must a claim be filed?")
    {
        var request = Asking.Question(question);
        request.IdempotencyKey = "order-4711";
        return request;
    }
}
