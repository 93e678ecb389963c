using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Tollgate.Cli.Northstar;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Platform.Tests;

/// <summary>How a <see cref="BudgetedCaller"/> asks.</summary>
public enum AskKind
{
    Text,
    Image,
    Stream,
}

/// <summary>A tenant of its own with an assistant, a user and a key, and the budgets on them.</summary>
internal sealed class BudgetedCaller(PlatformFixture fixture, string tenantId, ApiKey key, string secret)
{
    // It limits no user by itself: what refuses here are budgets.
    private const string Plan = "enterprise";
    private const string Assistant = "helper";
    private const string Model = "gpt-4.1-mini";
    private const string User = "ann";

    // A 1 x 1 PNG.
    private static readonly ByteString Png = ByteString.FromBase64(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string TenantId => tenantId;

    public string Secret => secret;

    public static async Task<BudgetedCaller> CreateAsync(PlatformFixture fixture, string tenantId)
    {
        await new DaySetup(fixture.Platform).TenantAsync(new DayTenant(tenantId, "Room for ten", Plan, Seats: 1), default);
        await fixture.Platform.Admin.PutAssistantAsync(new PutAssistantRequest
        {
            Assistant = new Contracts.Intake.V1.Assistant { TenantId = tenantId, AssistantId = Assistant, SystemPrompt = "Be brief." },
        });
        var key = await fixture.Platform.Admin.CreateApiKeyAsync(
            new CreateApiKeyRequest { TenantId = tenantId, Environment = "live", DisplayName = "room" });
        var caller = new BudgetedCaller(fixture, tenantId, key.ApiKey, key.Secret);
        // Every replica of Intake knows of it.
        using var patience = new CancellationTokenSource(Patience);
        while ((await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => caller.AskAsync(AskKind.Text)))).Any(error => error is not null))
            await Task.Delay(50, patience.Token);
        await fixture.AssertBalancedAsync();
        return caller;
    }

    /// <summary>Null when it was answered.</summary>
    public async Task<RpcException?> AskAsync(AskKind kind)
    {
        var request = new CompleteRequest
        {
            Assistant = Assistant, Model = Model, User = User, MaxTokens = 100, NoCache = true,
            Messages = { new Message { Role = "user", Parts = { new ContentPart { Text = "How many fit?" } } } },
        };
        if (kind == AskKind.Image)
            request.Messages[0].Parts.Add(new ContentPart { Image = new ImagePart { MediaType = "image/png", Data = Png } });
        var options = PlatformClients.WithApiKey(secret, Patience, default);
        try
        {
            if (kind != AskKind.Stream)
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

    /// <summary>Streams an answer that may be long. What was delivered, where it was stopped (null: it was not), and the error it ended with.</summary>
    public async Task<(string Delivered, Stopped? Stopped, RpcException? Error)> StreamAsync(int maxTokens)
    {
        var request = new CompleteRequest
        {
            Assistant = Assistant, Model = Model, User = User, MaxTokens = maxTokens, NoCache = true,
            Messages = { new Message { Role = "user", Content = "Tell all of it." } },
        };
        var delivered = new StringBuilder();
        Stopped? stopped = null;
        try
        {
            using var call = fixture.Platform.Intake.StreamComplete(
                new StreamCompleteRequest { Request = request }, PlatformClients.WithApiKey(secret, Patience, default));
            await foreach (var answer in call.ResponseStream.ReadAllAsync())
            {
                delivered.Append(answer.Delta);
                stopped = answer.Stopped ?? stopped;
            }

            return (delivered.ToString(), stopped, null);
        }
        catch (RpcException error)
        {
            return (delivered.ToString(), stopped, error);
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
