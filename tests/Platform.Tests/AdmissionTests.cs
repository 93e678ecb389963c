using Google.Protobuf;
using Grpc.Core;
using Tollgate.Cli.Northstar;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Platform.Tests;

/// <summary>
/// 256 requests at once through two replicas of everything, against hard budgets with room for exactly ten worst cases. The provider holds
/// its answers back until all others are refused, so the ten are really in flight. What is asserted is read from the hold history.
/// </summary>
[Collection(PlatformCollection.Name)]
public sealed class AdmissionTests(PlatformFixture fixture)
{
    private const int Requests = 256;
    private const int Room = 10;
    private const string Model = "gpt-4.1-mini";
    private const string User = "ann";
    private const string Assistant = "helper";

    // A 1 x 1 PNG.
    private static readonly ByteString Png = ByteString.FromBase64(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private enum Kind
    {
        Text,
        Image,
        Stream,
    }

    [Theory]
    [InlineData(BudgetScope.Tenant, true)]
    [InlineData(BudgetScope.Assistant, false)]
    [InlineData(BudgetScope.User, true)]
    [InlineData(BudgetScope.Key, false)]
    [InlineData(BudgetScope.Provider, true)]
    [InlineData(BudgetScope.Platform, false)]
    public async Task Room_for_ten_admits_ten_of_256(BudgetScope scope, bool costFirst)
    {
        var caller = await Caller.CreateAsync(fixture, $"room-{scope.ToString().ToLowerInvariant()}");
        foreach (var kind in Enum.GetValues<Kind>())
            await FillAsync(caller, scope, kind, inCost: costFirst == (kind != Kind.Image));
        await fixture.AssertBalancedAsync();
    }

    private async Task FillAsync(Caller caller, BudgetScope scope, Kind kind, bool inCost)
    {
        var budget = await caller.CreateBudgetAsync(scope, $"{caller.TenantId}-{kind.ToString().ToLowerInvariant()}", inCost);
        Assert.Null(await caller.AskAsync(kind));
        var probed = await caller.SettledAsync(budget);
        var worst = (await caller.HistoryAsync(budget)).First(change => change.Kind == HoldChangeKind.Held).HeldBy;
        // One short of an eleventh.
        await caller.LimitAsync(budget, probed.Settled + (Room * worst) + worst - 1);

        await fixture.Provider.PaceAsync("held", default);
        Task<RpcException?>[] asked;
        try
        {
            asked = [.. Enumerable.Range(0, Requests).Select(_ => caller.AskAsync(kind))];
            await UntilAsync(() => asked.Count(task => task.IsCompleted) == Requests - Room);
            Assert.Equal(Room * worst, (await caller.StateAsync(budget)).Held);
        }
        finally
        {
            await fixture.Provider.PaceAsync("natural", default);
        }

        var outcomes = await Task.WhenAll(asked);
        Assert.Equal(Room, outcomes.Count(error => error is null));
        Assert.All(outcomes.OfType<RpcException>(), error => Assert.Equal("BUDGET_EXCEEDED", RpcFailure.From(error).Reason));

        // What the ten did not use is room again.
        var settled = await caller.SettledAsync(budget);
        Assert.True(settled.Available >= worst);
        Assert.Null(await caller.AskAsync(kind));
        await caller.SettledAsync(budget);

        var history = await caller.HistoryAsync(budget);
        Assert.Equal(1 + Room + 1, history.Count(change => change.Kind == HoldChangeKind.Held));
        Assert.All(history, change => Assert.True(change.Settled + change.Held <= change.Allowance, change.ToString()));
        var refused = history.Where(change => change.Kind == HoldChangeKind.Refused).ToArray();
        Assert.Equal(Requests - Room, refused.Length);
        Assert.All(refused, change => Assert.True(change.Settled + change.Held + change.Wanted > change.Allowance, change.ToString()));
        Assert.Equal(Enumerable.Range(1, (int)history[^1].Sequence).Select(n => (long)n), history.Select(change => change.Sequence).Distinct());
        await caller.RemoveAsync(budget);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(20, patience.Token);
    }

    /// <summary>A tenant of its own with an assistant, a user and a key, and the budgets on them.</summary>
    private sealed class Caller(PlatformFixture fixture, string tenantId, ApiKey key, string secret)
    {
        public string TenantId => tenantId;

        public static async Task<Caller> CreateAsync(PlatformFixture fixture, string tenantId)
        {
            await new DaySetup(fixture.Platform).TenantAsync(new DayTenant(tenantId, "Room for ten", fixture.Day.Tenants[0].Plan, Seats: 1), default);
            await fixture.Platform.Admin.PutAssistantAsync(new PutAssistantRequest
            {
                Assistant = new Contracts.Intake.V1.Assistant { TenantId = tenantId, AssistantId = Assistant, SystemPrompt = "Be brief." },
            });
            var key = await fixture.Platform.Admin.CreateApiKeyAsync(
                new CreateApiKeyRequest { TenantId = tenantId, Environment = "live", DisplayName = "room" });
            var caller = new Caller(fixture, tenantId, key.ApiKey, key.Secret);
            // Every replica of Intake knows of it.
            using var patience = new CancellationTokenSource(Patience);
            while ((await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => caller.AskAsync(Kind.Text)))).Any(error => error is not null))
                await Task.Delay(50, patience.Token);
            await fixture.AssertBalancedAsync();
            return caller;
        }

        /// <summary>Null when it was answered.</summary>
        public async Task<RpcException?> AskAsync(Kind kind)
        {
            var request = new CompleteRequest
            {
                Assistant = Assistant, Model = Model, User = User, MaxTokens = 100, NoCache = true,
                Messages = { new Message { Role = "user", Parts = { new ContentPart { Text = "How many fit?" } } } },
            };
            if (kind == Kind.Image)
                request.Messages[0].Parts.Add(new ContentPart { Image = new ImagePart { MediaType = "image/png", Data = Png } });
            var options = PlatformClients.WithApiKey(secret, Patience, default);
            try
            {
                if (kind != Kind.Stream)
                {
                    await fixture.Platform.Intake.CompleteAsync(request, options);
                    return null;
                }

                using var call = fixture.Platform.Intake.StreamComplete(new StreamCompleteRequest { Request = request }, options);
                await foreach (var _ in call.ResponseStream.ReadAllAsync())
                {
                }

                return null;
            }
            catch (RpcException error)
            {
                return error;
            }
        }

        public async Task<Budget> CreateBudgetAsync(BudgetScope scope, string id, bool inCost)
        {
            const long Plenty = 1_000_000_000_000_000;
            var budget = new Budget
            {
                BudgetId = id,
                TenantId = scope is BudgetScope.Provider or BudgetScope.Platform ? "" : tenantId,
                Scope = scope,
                ScopeId = scope switch
                {
                    BudgetScope.Assistant => Assistant,
                    BudgetScope.User => User,
                    BudgetScope.Key => key.ApiKeyId,
                    BudgetScope.Provider => "openai",
                    _ => "",
                },
                Period = BudgetPeriod.Total,
                Hard = true,
            };
            if (inCost)
                budget.CostLimit = new Money { Currency = "USD", Nanos = Plenty };
            else
                budget.TokenLimit = Plenty;
            return (await fixture.Platform.Budgets.CreateBudgetAsync(new CreateBudgetRequest { Budget = budget })).Budget;
        }

        public async Task LimitAsync(Budget budget, long limit)
        {
            var changed = budget.Clone();
            if (changed.LimitCase == Budget.LimitOneofCase.CostLimit)
                changed.CostLimit.Nanos = limit;
            else
                changed.TokenLimit = limit;
            await fixture.Platform.Budgets.UpdateBudgetAsync(new UpdateBudgetRequest { Budget = changed });
        }

        public async Task<BudgetState> StateAsync(Budget budget) => (await fixture.Platform.Budgets.GetBudgetAsync(
            new GetBudgetRequest { TenantId = budget.TenantId, BudgetId = budget.BudgetId })).Budget.State;

        /// <summary>The state once nothing is held any more.</summary>
        public async Task<BudgetState> SettledAsync(Budget budget)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (true)
            {
                var state = await StateAsync(budget);
                if (state is { Held: 0, Settled: > 0 })
                    return state;
                await Task.Delay(20, patience.Token);
            }
        }

        public async Task<IReadOnlyList<HoldChange>> HistoryAsync(Budget budget)
        {
            var changes = new List<HoldChange>();
            var page = new ListHoldChangesResponse();
            do
            {
                page = await fixture.Platform.Budgets.ListHoldChangesAsync(new ListHoldChangesRequest
                {
                    TenantId = budget.TenantId, BudgetId = budget.BudgetId, PageSize = 1000, PageToken = page.NextPageToken,
                });
                changes.AddRange(page.Changes);
            }
            while (page.NextPageToken.Length > 0);
            return changes;
        }

        public async Task RemoveAsync(Budget budget) => await fixture.Platform.Budgets.DeleteBudgetAsync(
            new DeleteBudgetRequest { TenantId = budget.TenantId, BudgetId = budget.BudgetId });
    }
}
