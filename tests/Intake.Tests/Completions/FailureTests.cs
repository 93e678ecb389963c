using Grpc.Core;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Intake.Tests.Completions;

[Collection(IntakeCollection.Name)]
public sealed class FailureTests(IntakeFixture fixture)
{
    [Fact]
    public async Task A_refused_budget_reaches_the_caller_with_the_budget_named()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Refuse(RpcErrors.Write(TollgateException.ResourceExhausted(
            "BUDGET_EXCEEDED", "No room.", quotas: [new QuotaViolation("budget:month", "0 left")]))));

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question()));

        Assert.Equal((ErrorKind.ResourceExhausted, "BUDGET_EXCEEDED"), (error.Kind, error.Reason));
        Assert.Equal("budget:month", Assert.Single(error.Quotas).Subject);
    }

    [Fact]
    public async Task A_connection_that_dies_while_answering_is_a_retryable_error()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.DieMidStream());

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question()));

        Assert.Equal((ErrorKind.Unavailable, "SERVICE_UNAVAILABLE"), (error.Kind, error.Reason));
        Assert.NotNull(error.RetryAfter);
    }

    [Fact]
    public async Task A_stream_that_just_ends_is_not_an_answer()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, (request, stream, _) => stream.WriteAsync(FakeRouting.Started(FakeRouting.Begin(request))));

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question()));

        Assert.Equal((ErrorKind.Unavailable, "SERVICE_UNAVAILABLE"), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task A_caller_who_goes_away_stops_the_run()
    {
        var tenant = await fixture.CreateTenantAsync();
        var (reached, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Routing.Script(tenant.Id, FakeRouting.Hold(reached, new TaskCompletionSource().Task, cancelled));
        using var gone = new CancellationTokenSource();

        var call = fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question(), cancellationToken: gone.Token);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await gone.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task The_callers_deadline_travels_along()
    {
        var tenant = await fixture.CreateTenantAsync();
        var seen = new TaskCompletionSource<DateTime>();
        fixture.Routing.Script(tenant.Id, (request, stream, context) =>
        {
            seen.TrySetResult(context.Deadline);
            return FakeRouting.Answer()(request, stream, context);
        });
        var deadline = DateTime.UtcNow.AddSeconds(20);

        await fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question(), deadline: deadline);

        Assert.InRange(await seen.Task, deadline.AddSeconds(-2), deadline.AddSeconds(2));
    }

    [Fact]
    public async Task A_request_that_takes_too_long_ends_with_a_typed_error()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Hold(new TaskCompletionSource(), new TaskCompletionSource().Task));
        await using var impatient = fixture.Start(("Completions:Timeout", "00:00:01"));

        var error = await Asking.RefusedAsync(() => impatient.Client(tenant.ApiKey).CompleteAsync(Asking.Question()));

        Assert.Equal((ErrorKind.DeadlineExceeded, "DEADLINE_EXCEEDED"), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task An_estimate_counts_retrieval_at_its_full_budget_and_calls_nothing()
    {
        var tenant = await fixture.CreateTenantAsync(assistant: new Assistant { AssistantId = "claims", KnowledgeBase = "policies" });
        var request = Asking.Question();
        request.Assistant = "claims";
        request.MaxTokens = 50;

        var estimate = await fixture.App.Client(tenant.ApiKey).EstimateAsync(new Contracts.Intake.V1.EstimateRequest { Request = request });

        Assert.Equal((1200, 50, "gpt-4.1-nano", 20_000), (estimate.Origins.Retrieved, estimate.MaxOutputTokens, estimate.Model, estimate.BaselineWorstCase.Nanos));
        var asked = fixture.Routing.Estimates.Single(e => e.Caller.TenantId == tenant.Id);
        Assert.True(asked.Traits.Grounded);
        Assert.Empty(fixture.Routing.RunsOf(tenant.Id));
        Assert.Empty(fixture.Retrieval.SearchesOf(tenant.Id));
    }

    [Fact]
    public async Task What_failed_in_a_stream_ends_the_stream_with_the_error()
    {
        var tenant = await fixture.CreateTenantAsync();
        var heard = new TaskCompletionSource();
        fixture.Routing.Script(tenant.Id, FakeRouting.DieMidStream(heard.Task));
        using var call = fixture.App.Client(tenant.ApiKey).StreamComplete(new StreamCompleteRequest { Request = Asking.Question() });

        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Equal("It is", call.ResponseStream.Current.Delta);
        heard.SetResult();
        var error = TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default)));

        Assert.Equal("SERVICE_UNAVAILABLE", error.Reason);
    }
}
