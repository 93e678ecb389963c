using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Requests;

/// <summary>Counts requests that have ended, once each by event id. Those that arrive together are one transaction.</summary>
internal sealed class RecordRequests : IAsyncDisposable
{
    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly LedgerOptions options;
    private readonly ILogger<RecordRequests> logger;
    private readonly BatchQueue<RequestCompleted, bool> queue;

    public RecordRequests(NpgsqlDataSource database, TimeProvider clock, IOptions<LedgerOptions> options, ILogger<RecordRequests> logger)
    {
        this.database = database;
        this.clock = clock;
        this.options = options.Value;
        this.logger = logger;
        queue = new BatchQueue<RequestCompleted, bool>(facts => HandleAsync(facts, CancellationToken.None), this.options.MaxBatch, _ => 1);
    }

    /// <summary>Returns when the request is counted.</summary>
    public Task RecordAsync(RequestCompleted fact, CancellationToken cancellationToken) => queue.EnqueueAsync(fact, cancellationToken);

    /// <summary>Counts requests in one transaction. True for each that was new.</summary>
    public async Task<IReadOnlyList<bool>> HandleAsync(IReadOnlyList<RequestCompleted> facts, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var believed = new List<RequestCompleted>(facts.Count);
        var quarantined = new List<QuarantinedFact>();
        foreach (var fact in facts.DistinctBy(fact => fact.EventId))
        {
            if (RequestRules.Check(fact, now, options) is not { } reason)
            {
                believed.Add(fact);
                continue;
            }

            quarantined.Add(Quarantine.Of(fact, reason));
            RequestsLog.Quarantined(logger, fact.EventId, fact.OperationId, reason);
        }

        var fresh = await Transactions.RunAsync(
            database, transaction => RequestsWriter.WriteAsync(transaction, believed, quarantined, cancellationToken), cancellationToken);
        return [.. facts.Select(fact => fresh.Contains(fact.EventId))];
    }

    public ValueTask DisposeAsync() => queue.DisposeAsync();
}
