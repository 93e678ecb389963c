using Grpc.Core;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Intake.Tests.Completed;

[Collection(IntakeCollection.Name)]
public sealed class RequestCompletedTests(IntakeFixture fixture)
{
    [Fact]
    public async Task Every_accepted_request_leaves_one_event_that_says_how_it_ended()
    {
        var tenant = await fixture.CreateTenantAsync();
        var client = fixture.App.Client(tenant.ApiKey);
        var answer = await client.CompleteAsync(Asking.Question());
        await client.CompleteAsync(Asking.Question());
        fixture.Routing.Script(tenant.Id, FakeRouting.Refuse(RpcErrors.Write(TollgateException.ResourceExhausted("BUDGET_EXCEEDED", "No room."))));
        await Asking.RefusedAsync(() => client.CompleteAsync(Asking.Question("Another?")));
        await DieAfterTheFirstPieceAsync(tenant);
        await Asking.RefusedAsync(() => client.CompleteAsync(new CompleteRequest()));

        var events = await fixture.CompletedAsync(tenant.Id, 4);

        Assert.Equal(
            [("answered", "", 1), ("cached", "", 0), ("refused", "BUDGET_EXCEEDED", 0), ("failed", "SERVICE_UNAVAILABLE", 1)],
            events.Select(completed => (completed.Outcome, completed.Reason, completed.Attempts)));
        Assert.Equal(4, events.Select(completed => completed.EventId).Distinct().Count());
        var first = events[0];
        Assert.Equal(answer.Id, first.OperationId.ToString());
        Assert.Equal((123_456, answer.Receipt.BaselineCost.Nanos, 80, 20), (first.CostNanos, first.BaselineCostNanos, first.Usage.Input, first.Usage.CachedInput));
        Assert.All(events.Take(2), ended => Assert.InRange(ended.FirstTokenTime!.Value, ended.AcceptTime, ended.EndTime));
        Assert.Null(events[2].FirstTokenTime);
        Assert.Equal(("gpt-4.1-nano", 0L, answer.Receipt.BaselineCost.Nanos), (events[1].Model, events[1].CostNanos, events[1].BaselineCostNanos));
    }

    [Fact]
    public async Task A_replay_is_no_second_request()
    {
        var tenant = await fixture.CreateTenantAsync();
        var client = fixture.App.Client(tenant.ApiKey);
        var request = Asking.Question();
        request.IdempotencyKey = "once";
        await client.CompleteAsync(request);
        await client.CompleteAsync(request);
        await client.CompleteAsync(Asking.Question("Last?"));

        Assert.Equal(["answered", "answered"], (await fixture.CompletedAsync(tenant.Id, 2)).Select(completed => completed.Outcome));
    }

    [Fact]
    public async Task What_ended_just_before_a_stop_is_not_lost()
    {
        var tenant = await fixture.CreateTenantAsync();
        var app = fixture.Start(("Cache:MaxBytes", "0"));
        var client = app.Client(tenant.ApiKey);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => client.CompleteAsync(Asking.Question($"Question {i}?")).ResponseAsync));

        await app.DisposeAsync();

        Assert.Equal(50, (await fixture.CompletedAsync(tenant.Id, 50)).Count);
    }

    [Fact]
    public async Task A_caller_who_went_away_is_a_failed_request()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.FallSilent());
        using var gone = new CancellationTokenSource();
        using var call = fixture.App.Client(tenant.ApiKey).StreamComplete(new StreamCompleteRequest { Request = Asking.Question() }, cancellationToken: gone.Token);
        // A piece that has arrived proves that Intake knows of the attempt before it.
        Assert.True(await call.ResponseStream.MoveNext(default));
        await gone.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));

        var completed = Assert.Single(await fixture.CompletedAsync(tenant.Id, 1));

        Assert.Equal(("failed", "CANCELLED", 1), (completed.Outcome, completed.Reason, completed.Attempts));
    }

    [Fact]
    public async Task Neither_prompt_nor_answer_nor_key_reaches_an_event()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Answer("canary answer"));
        await fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question("canary question"));
        await fixture.CompletedAsync(tenant.Id, 1);

        var outbox = string.Concat(await fixture.QueryAsync("select convert_from(body, 'UTF8') from messaging.outbox"));

        Assert.DoesNotContain("canary", outbox, StringComparison.Ordinal);
        Assert.DoesNotContain(tenant.ApiKey.Split('_')[^1], outbox, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_counts_what_ended()
    {
        var tenant = await fixture.CreateTenantAsync();
        var client = fixture.App.Client(tenant.ApiKey);
        await client.CompleteAsync(Asking.Question());
        await client.CompleteAsync(Asking.Question());
        await client.CompleteAsync(Asking.Question("Another?"));
        await fixture.CompletedAsync(tenant.Id, 3);

        var digest = await fixture.App.Audit.DigestAsync(new DigestRequest { TenantId = tenant.Id });

        var book = Assert.Single(digest.Books);
        Assert.Equal(("intake", "intake.requests", 3, 246_912, 160, 10), (digest.Service, book.Name, book.Records, book.CostNanos, book.Usage.Input, book.Usage.Reasoning));
        Assert.True(digest.Pending.ContainsKey("outbox") && digest.Pending.ContainsKey("in_flight"));
    }

    private async Task DieAfterTheFirstPieceAsync(TestTenant tenant)
    {
        var heard = new TaskCompletionSource();
        fixture.Routing.Script(tenant.Id, FakeRouting.DieMidStream(heard.Task));
        using var call = fixture.App.Client(tenant.ApiKey).StreamComplete(new StreamCompleteRequest { Request = Asking.Question("And another?") });
        Assert.True(await call.ResponseStream.MoveNext(default));
        heard.SetResult();
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
    }
}
