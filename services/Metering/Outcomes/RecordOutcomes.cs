using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Outcomes;

/// <summary>Records what came of requests, once each by event id. Those that arrive together are one transaction.</summary>
internal sealed class RecordOutcomes : IAsyncDisposable
{
    private const string Insert =
        """
        INSERT INTO outcomes (event_id, tenant_id, assistant_id, user_id, operation_id, kind, revenue_nanos, outcome_time)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::bigint[], $8::timestamptz[])
            AS n (event_id, tenant_id, assistant_id, user_id, operation_id, kind, revenue_nanos, outcome_time)
        ORDER BY event_id ON CONFLICT (event_id) DO NOTHING
        """;

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly LedgerOptions options;
    private readonly ILogger<RecordOutcomes> logger;
    private readonly BatchQueue<OutcomeRecorded, bool> queue;

    public RecordOutcomes(NpgsqlDataSource database, TimeProvider clock, IOptions<LedgerOptions> options, ILogger<RecordOutcomes> logger)
    {
        this.database = database;
        this.clock = clock;
        this.options = options.Value;
        this.logger = logger;
        queue = new BatchQueue<OutcomeRecorded, bool>(
            async facts =>
            {
                await HandleAsync(facts, CancellationToken.None);
                return [.. facts.Select(_ => true)];
            },
            this.options.MaxBatch,
            _ => 1);
    }

    /// <summary>Returns when the outcome is recorded.</summary>
    public Task RecordAsync(OutcomeRecorded fact, CancellationToken cancellationToken) => queue.EnqueueAsync(fact, cancellationToken);

    /// <summary>Records outcomes in one transaction; what cannot be believed is set aside.</summary>
    public async Task HandleAsync(IReadOnlyList<OutcomeRecorded> facts, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var believed = new List<OutcomeRecorded>(facts.Count);
        var quarantined = new List<QuarantinedFact>();
        foreach (var fact in facts.DistinctBy(fact => fact.EventId))
        {
            if (OutcomeRules.Check(fact, now, options) is not { } reason)
            {
                believed.Add(fact);
                continue;
            }

            quarantined.Add(Quarantine.Of(fact, reason));
            OutcomesLog.Quarantined(logger, fact.EventId, reason);
        }

        await Transactions.RunAsync(
            database,
            async transaction =>
            {
                await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
                if (believed.Count > 0)
                    batch.BatchCommands.Add(InsertOf(believed));
                Quarantine.AddTo(batch, quarantined);
                await batch.ExecuteNonQueryAsync(cancellationToken);
                return true;
            },
            cancellationToken);
    }

    public ValueTask DisposeAsync() => queue.DisposeAsync();

    private static NpgsqlBatchCommand InsertOf(List<OutcomeRecorded> facts)
    {
        var insert = new NpgsqlBatchCommand(Insert);
        insert.Parameters.AddColumn(facts, fact => fact.EventId);
        insert.Parameters.AddColumn(facts, fact => fact.TenantId);
        insert.Parameters.AddColumn(facts, fact => fact.AssistantId);
        insert.Parameters.AddColumn(facts, fact => fact.UserId);
        insert.Parameters.Add(new NpgsqlParameter
        {
            Value = facts.Select(fact => fact.OperationId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
        });
        insert.Parameters.AddColumn(facts, fact => fact.Kind);
        insert.Parameters.AddColumn(facts, fact => fact.RevenueNanos);
        insert.Parameters.AddTimes(facts, fact => fact.OutcomeTime);
        return insert;
    }
}
