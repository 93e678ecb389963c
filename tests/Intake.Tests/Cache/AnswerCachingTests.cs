using MassTransit;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;

namespace Tollgate.Intake.Tests.Cache;

[Collection(IntakeCollection.Name)]
public sealed class AnswerCachingTests(IntakeFixture fixture)
{
    [Fact]
    public async Task The_same_question_again_costs_nothing_and_saves_the_baseline()
    {
        var tenant = await fixture.CreateTenantAsync();
        var client = fixture.App.Client(tenant.ApiKey);

        var first = await client.CompleteAsync(Asking.Question());
        var second = await client.CompleteAsync(Asking.Question());

        Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        Assert.Equal((first.Content, first.Model), (second.Content, second.Model));
        Assert.NotEqual(first.Id, second.Id);
        var receipt = second.Receipt;
        Assert.Equal(("hit", 0, 0L, 0L), (receipt.Cache, receipt.Attempts.Count, receipt.Cost.Nanos, receipt.Usage.Input + receipt.Usage.Output));
        Assert.Equal(first.Receipt.BaselineCost, receipt.BaselineCost);
        Assert.Equal(second.Id, receipt.OperationId);
        Assert.Null(receipt.BudgetLeft);
    }

    [Fact]
    public async Task A_stream_is_served_from_the_cache_too()
    {
        var tenant = await fixture.CreateTenantAsync();
        var client = fixture.App.Client(tenant.ApiKey);
        await client.CompleteAsync(Asking.Question());

        var (text, completed, deltas) = await client.StreamAsync(Asking.Question());
        var (again, _, _) = await client.StreamAsync(Asking.Question());

        Assert.Equal(("It is in the policy [1].", "hit", 1), (text, completed.Receipt.Cache, deltas));
        Assert.Equal(text, again);
    }

    [Fact]
    public async Task Another_tenant_never_meets_the_answer()
    {
        var (first, second) = (await fixture.CreateTenantAsync(), await fixture.CreateTenantAsync());

        await fixture.App.Client(first.ApiKey).CompleteAsync(Asking.Question());
        var answer = await fixture.App.Client(second.ApiKey).CompleteAsync(Asking.Question());

        Assert.Equal("miss", answer.Receipt.Cache);
    }

    [Fact]
    public async Task Who_does_not_want_the_cache_or_wants_variety_is_not_served_from_it()
    {
        var tenant = await fixture.CreateTenantAsync();
        var client = fixture.App.Client(tenant.ApiKey);
        await client.CompleteAsync(Asking.Question());
        var (fresh, warm, cool) = (Asking.Question(), Asking.Question(), Asking.Question());
        fresh.NoCache = true;
        warm.Temperature = 0.9;
        cool.Temperature = 0.1;

        Assert.Equal("bypass", (await client.CompleteAsync(fresh)).Receipt.Cache);
        Assert.Equal("bypass", (await client.CompleteAsync(warm)).Receipt.Cache);
        Assert.Equal("bypass", (await client.CompleteAsync(warm)).Receipt.Cache);
        Assert.Equal("miss", (await client.CompleteAsync(cool)).Receipt.Cache);
        Assert.Equal("hit", (await client.CompleteAsync(cool)).Receipt.Cache);
    }

    [Fact]
    public async Task An_answer_that_was_cut_off_is_not_kept()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Answer("It is", "length"));
        var client = fixture.App.Client(tenant.ApiKey);

        await client.CompleteAsync(Asking.Question());

        Assert.Equal("miss", (await client.CompleteAsync(Asking.Question())).Receipt.Cache);
    }

    [Fact]
    public async Task Of_many_equal_requests_at_once_one_is_run()
    {
        var tenant = await fixture.CreateTenantAsync();
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Routing.Script(tenant.Id, FakeRouting.Hold(reached, release.Task));
        var client = fixture.App.Client(tenant.ApiKey);

        var calls = Enumerable.Range(0, 20).Select(_ => client.CompleteAsync(Asking.Question()).ResponseAsync).ToArray();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(10));
        release.SetResult();
        var answers = await Task.WhenAll(calls);

        Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        Assert.Equal(1, answers.Count(answer => answer.Receipt.Cache == "miss"));
        Assert.Equal(20, answers.Select(answer => answer.Id).Distinct().Count());
        Assert.Equal(123_456, answers.Sum(answer => answer.Receipt.Cost.Nanos));
    }

    [Fact]
    public async Task A_changed_assistant_is_asked_anew_on_every_replica()
    {
        var tenant = await fixture.CreateTenantAsync(assistant: new Assistant { AssistantId = "claims", SystemPrompt = "Be brief." }, bound: true);
        var client = fixture.Second.Client(tenant.ApiKey);
        await client.CompleteAsync(Asking.Question());
        Assert.Equal("hit", (await client.CompleteAsync(Asking.Question())).Receipt.Cache);

        await fixture.App.Admin.PutAssistantAsync(new PutAssistantRequest
        {
            Assistant = new Assistant { TenantId = tenant.Id, AssistantId = "claims", SystemPrompt = "Be kind." },
        });

        await EventuallyAsync(async () => (await client.CompleteAsync(Asking.Question())).Receipt.Cache == "miss");
    }

    [Fact]
    public async Task A_changed_index_makes_older_answers_unfindable()
    {
        var tenant = await fixture.CreateTenantAsync(assistant: new Assistant { AssistantId = "claims", KnowledgeBase = "policies" }, bound: true);
        var version = 1L;
        fixture.Retrieval.Script(tenant.Id, _ => FakeRetrieval.TwoPassages(Volatile.Read(ref version)));
        var client = fixture.App.Client(tenant.ApiKey);
        await client.CompleteAsync(Asking.Question());
        var hit = await client.CompleteAsync(Asking.Question());
        Assert.Equal(("hit", "used", 2), (hit.Receipt.Cache, hit.Receipt.Retrieval, hit.Citations.Count));

        Volatile.Write(ref version, 2);
        var updated = new IndexUpdated { TenantId = tenant.Id, KnowledgeBase = "policies", IndexVersion = 2 };
        await fixture.App.Get<IBus>().Publish(updated);

        await EventuallyAsync(async () => (await client.CompleteAsync(Asking.Question())).Receipt.Cache == "miss");
        Assert.Equal("hit", (await client.CompleteAsync(Asking.Question())).Receipt.Cache);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Delay(20, patience.Token);
        }
    }
}
