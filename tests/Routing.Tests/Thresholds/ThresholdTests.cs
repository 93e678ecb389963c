using Google.Protobuf;
using Grpc.Core;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Contracts.Routing.V1;

namespace Tollgate.Routing.Tests.Thresholds;

[Collection(RoutingCollection.Name)]
public class ThresholdTests(RoutingFixture fixture)
{
    private readonly string tenant = $"t-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_crossed_threshold_makes_routing_begin_cheap_also_in_a_replica_that_starts_later()
    {
        Assert.Equal("SMALL_FIRST", await ReasonAsync(fixture.App, tenant));

        await CrossAsync(BudgetAction.CheaperModel, BudgetScope.Tenant, "");
        await EventuallyAsync(async () => await ReasonAsync(fixture.App, tenant) == "DOWNGRADED_THRESHOLD");

        // The row is written by whichever replica takes the work; one that starts afterwards reads it before it serves.
        var late = fixture.StartReplica();
        await EventuallyAsync(async () => await ReasonAsync(late, tenant) == "DOWNGRADED_THRESHOLD");
        Assert.Equal("SMALL_FIRST", await ReasonAsync(late, "somebody-else"));
    }

    [Fact]
    public async Task An_answer_under_a_threshold_is_not_escalated()
    {
        await CrossAsync(BudgetAction.CheaperModel, BudgetScope.Assistant, "claims");
        await EventuallyAsync(async () => await ReasonAsync(fixture.App, tenant) == "DOWNGRADED_THRESHOLD");
        var operation = Guid.CreateVersion7();
        fixture.App.Inference.Answers(operation, "command-r7b-12-2024", "I am not certain.", meanLogprob: -3);

        using var call = fixture.App.Client.Run(new RunRequest
        {
            OperationId = operation.ToString(),
            Caller = Caller(tenant),
            Prompt = ByteString.CopyFromUtf8("x"),
            Traits = new PromptTraits { Origins = new TokenOrigins { User = 10 } },
            MaxOutputTokens = 10,
            Payer = Payer.Customer,
        });
        var events = await call.ResponseStream.ReadAllAsync().ToListAsync();

        Assert.True(events[^1].Completed.Downgraded);
        Assert.False(events[^1].Completed.Escalated);
        Assert.Single(fixture.App.Inference.AskedFor(operation));
    }

    [Fact]
    public async Task Thresholds_that_ask_for_something_else_change_nothing()
    {
        await CrossAsync(BudgetAction.Notify, BudgetScope.Tenant, "");
        await CrossAsync(BudgetAction.CheaperModel, BudgetScope.User, "u1");

        // Messages of one test are not ordered; the second one being in force is only a sign that the first had its chance.
        await EventuallyAsync(async () => await ReasonAsync(fixture.App, tenant) == "DOWNGRADED_THRESHOLD");
        Assert.Equal("SMALL_FIRST", await ReasonAsync(fixture.App, tenant, user: "u2"));
    }

    private Task CrossAsync(BudgetAction action, BudgetScope scope, string scopeId) =>
        fixture.App.Services.GetRequiredService<IBus>().Publish(new BudgetThresholdCrossed
        {
            EventId = Guid.NewGuid(),
            BudgetId = $"{scope}-{action}".ToLowerInvariant(),
            TenantId = tenant,
            Scope = scope,
            ScopeId = scopeId,
            Percent = 80,
            Action = action,
            PeriodEnd = DateTimeOffset.UtcNow.AddHours(1),
            CrossTime = DateTimeOffset.UtcNow,
        });

    private static async Task<string> ReasonAsync(RoutingApp app, string tenant, string user = "u1") => (await app.Client.EstimateAsync(new EstimateRequest
    {
        Caller = Caller(tenant, user),
        Traits = new PromptTraits { Origins = new TokenOrigins { User = 100 } },
        MaxOutputTokens = 100,
    })).Decision.Reason;

    private static Caller Caller(string tenant, string user = "u1") => new() { TenantId = tenant, AssistantId = "claims", UserId = user };

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await holds())
            await timer.WaitForNextTickAsync(timeout.Token);
    }
}
