using Microsoft.Extensions.Options;

namespace Tollgate.Inference.Attempts;

/// <summary>The three group commits of the path: intents, settlements, and attempts that came to nothing.</summary>
internal sealed class AttemptWriter : IHostedService, IAsyncDisposable
{
    private readonly GroupCommit<AttemptIntent, bool> intents;
    private readonly GroupCommit<Settlement, bool> settlements;
    private readonly GroupCommit<(AttemptIntent, string), bool> neverCalled;

    public AttemptWriter(
        IntentStore intentStore, SettlementStore settlementStore, NeverCalledStore neverCalledStore, IOptions<AttemptsOptions> options)
    {
        var (batch, timeout) = (options.Value.CommitBatch, options.Value.CommitTimeout);
        intents = new(
            async (items, cancellationToken) =>
            {
                await intentStore.InsertAsync(items, cancellationToken);
                return new bool[items.Count];
            },
            batch,
            timeout);
        settlements = new(settlementStore.SettleAsync, batch, timeout);
        neverCalled = new(neverCalledStore.MarkAsync, batch, timeout);
    }

    /// <summary>Completes when the intent is durable.</summary>
    public Task AddIntentAsync(AttemptIntent intent) => intents.AddAsync(intent);

    /// <summary>Completes when the amount and its outbox row are durable; false when another owner had settled the attempt.</summary>
    public Task<bool> SettleAsync(Settlement settlement) => settlements.AddAsync(settlement);

    /// <summary>Completes when it is durable that nothing is owed.</summary>
    public Task CloseAsync(AttemptIntent intent, string reason) => neverCalled.AddAsync((intent, reason));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        intents.Start();
        settlements.Start();
        neverCalled.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await intents.DisposeAsync();
        await settlements.DisposeAsync();
        await neverCalled.DisposeAsync();
    }
}
