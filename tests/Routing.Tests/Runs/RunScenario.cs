using Google.Protobuf;
using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Routing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;
using ModelEvent = Tollgate.Contracts.Inference.V1.RunResponse;
using RunCompleted = Tollgate.Contracts.Routing.V1.RunCompleted;
using RunRequest = Tollgate.Contracts.Routing.V1.RunRequest;
using RunResponse = Tollgate.Contracts.Routing.V1.RunResponse;

namespace Tollgate.Routing.Tests.Runs;

/// <summary>One operation on the real service, with Inference scripted for it.</summary>
public abstract class RunScenario(RoutingFixture fixture)
{
    private protected static readonly RpcException OverBudget = RpcErrors.Write(TollgateException.ResourceExhausted(
        Reasons.BudgetExceeded, "No room.", null, new QuotaViolation("budget:acme-month", "0 left")));

    private protected static readonly RpcException ProviderDown = RpcErrors.Write(TollgateException.Unavailable(Reasons.ProviderUnavailable, "Down."));

    protected Guid Operation { get; } = Guid.CreateVersion7();

    private protected RoutingApp App => fixture.App;

    private protected ScriptedInference Inference => fixture.App.Inference;

    protected RunRequest Request(string model = "", string policy = "", bool stream = false) => new()
    {
        OperationId = Operation.ToString(),
        Caller = new Caller { TenantId = "acme", AssistantId = "claims", UserId = "u1", ApiKeyId = "k1", Environment = "live" },
        Model = model,
        Policy = policy,
        Prompt = new Prompt { Messages = { new PromptMessage { Role = "user", Parts = { new ContentPart { Text = "Capital of France?" } } } } }.ToByteString(),
        Traits = new PromptTraits { Origins = new TokenOrigins { System = 20, User = 100 } },
        MaxOutputTokens = 200,
        Stream = stream,
        Payer = Payer.Customer,
    };

    protected async Task<RunLog> RunAsync(RunRequest request)
    {
        using var call = App.Client.Run(request, deadline: DateTime.UtcNow.AddSeconds(20));
        return new RunLog(await call.ResponseStream.ReadAllAsync().ToListAsync());
    }

    protected async Task<TollgateException> ErrorAsync(RunRequest request) =>
        TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(() => RunAsync(request)));

    protected async Task<IReadOnlyList<Decision>> DecisionsAsync(string tenant) =>
        [.. (await App.Client.GetDecisionAsync(new() { OperationId = Operation.ToString(), TenantId = tenant })).Decisions];

    protected static async Task<T> EventuallyAsync<T>(Func<Task<T?>> look)
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

    protected static async IAsyncEnumerable<ModelEvent> Slow(Task release)
    {
        yield return new() { Delta = new Delta { Text = "first" } };
        await release.WaitAsync(TimeSpan.FromSeconds(10));
        yield return new() { Completed = new() { FinishReason = "stop" } };
    }

    protected static async IAsyncEnumerable<ModelEvent> Nothing()
    {
        await Task.Yield();
        yield break;
    }

    protected sealed record RunLog(IReadOnlyList<RunResponse> Events)
    {
        public IReadOnlyList<RunResponse.EventOneofCase> Cases => [.. Events.Select(sent => sent.EventCase)];
        public IReadOnlyList<string> Deltas => [.. Events.Where(sent => sent.Delta is not null).Select(sent => sent.Delta.Text)];
        public string Text => string.Concat(Deltas);
        public IReadOnlyList<Decision> Decisions => [.. Events.Where(sent => sent.Decision is not null).Select(sent => sent.Decision)];
        public IReadOnlyList<string> Reasons => [.. Decisions.Select(decision => decision.Reason)];
        public RunCompleted Completed => Events[^1].Completed;
    }
}
