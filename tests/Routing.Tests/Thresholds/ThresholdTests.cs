using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
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

        // One that starts afterwards asks Metering before it serves.
        var late = fixture.StartReplica();
        Assert.Equal("DOWNGRADED_THRESHOLD", await ReasonAsync(late, tenant));
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

    [Fact]
    public async Task A_budget_that_asks_for_less_caps_the_output_of_every_call()
    {
        await CrossAsync(BudgetAction.CapOutput, BudgetScope.Tenant, "");
        await EventuallyAsync(async () => await AskedForAsync(maxOutputTokens: 1000) == 256);

        Assert.Equal(100, await AskedForAsync(maxOutputTokens: 100));
    }

    [Fact]
    public async Task A_threshold_is_over_when_metering_no_longer_states_it()
    {
        var threshold = new ActiveThreshold
        {
            TenantId = tenant, BudgetId = "month", Scope = BudgetScope.Tenant, Percent = 80, Action = BudgetAction.CheaperModel,
            CrossTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddMinutes(-1)),
        };
        fixture.Budgets.State(threshold);
        await EventuallyAsync(async () => await ReasonAsync(fixture.App, tenant) == "DOWNGRADED_THRESHOLD");

        // Adjusted, changed or removed.
        fixture.Budgets.Lift(threshold);

        await EventuallyAsync(async () => await ReasonAsync(fixture.App, tenant) == "SMALL_FIRST");
    }

    // As Metering does: it is in force, and everybody is told.
    private Task CrossAsync(BudgetAction action, BudgetScope scope, string scopeId)
    {
        var crossed = new BudgetThresholdCrossed
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
        };
        fixture.Budgets.State(new ActiveThreshold
        {
            TenantId = crossed.TenantId, BudgetId = crossed.BudgetId, Scope = scope, ScopeId = scopeId, Percent = 80, Action = action,
            PeriodEnd = Timestamp.FromDateTimeOffset(crossed.PeriodEnd.Value), CrossTime = Timestamp.FromDateTimeOffset(crossed.CrossTime),
        });
        return fixture.App.Services.GetRequiredService<IBus>().Publish(crossed);
    }

    private async Task<int> AskedForAsync(int maxOutputTokens)
    {
        var operation = Guid.CreateVersion7();
        fixture.App.Inference.Answers(operation, "gpt-4.1-nano", "Thirty days.");
        using var call = fixture.App.Client.Run(new RunRequest
        {
            OperationId = operation.ToString(),
            Caller = Caller(tenant),
            Model = "gpt-4.1-nano",
            Prompt = ByteString.CopyFromUtf8("x"),
            Traits = new PromptTraits { Origins = new TokenOrigins { User = 10 } },
            MaxOutputTokens = maxOutputTokens,
            Payer = Payer.Customer,
        });
        await call.ResponseStream.ReadAllAsync().ToListAsync();
        return Assert.Single(fixture.App.Inference.AskedFor(operation)).MaxOutputTokens;
    }

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
