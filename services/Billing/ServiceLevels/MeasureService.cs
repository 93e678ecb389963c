using Npgsql;
using Tollgate.Billing.Persistence;
using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>Counts requests that have ended, once each by event id. Those that arrive together are one transaction.</summary>
internal sealed class MeasureService : IAsyncDisposable
{
    private const int MaxBatch = 1_000;

    // Rows in one order everywhere, so that two replicas cannot wait for each other.
    private const string Record =
        """
        with fresh as (
            insert into service_requests (
                event_id, operation_id, tenant_id, accept_time, end_time, outcome, reason, verdict, answer_ms, first_token_ms)
            select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
                $9::int[], $10::int[]) as n (event_id, operation_id, tenant_id, accept_time, end_time, outcome, reason, verdict, answer_ms, first_token_ms)
            order by event_id
            on conflict (event_id) do nothing
            returning tenant_id, accept_time, verdict, answer_ms, first_token_ms
        ), observed as (
            select tenant_id, date_trunc('hour', accept_time, 'UTC') as hour, verdict as measure, coalesce(answer_ms, 0) as step from fresh
            union all
            select tenant_id, date_trunc('hour', accept_time, 'UTC'), 'first_token', first_token_ms from fresh where first_token_ms is not null
        ), counted as (
            insert into service_counts as c (tenant_id, hour, measure, step, requests)
            select tenant_id, hour, measure, step, count(*) from observed group by 1, 2, 3, 4 order by 1, 2, 3, 4
            on conflict (tenant_id, hour, measure, step) do update set requests = c.requests + excluded.requests
        )
        select count(*) from fresh
        """;

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly ILogger<MeasureService> logger;
    private readonly BatchQueue<RequestCompleted, bool> queue;

    public MeasureService(NpgsqlDataSource database, TimeProvider clock, ILogger<MeasureService> logger)
    {
        this.database = database;
        this.clock = clock;
        this.logger = logger;
        queue = new BatchQueue<RequestCompleted, bool>(
            async batch =>
            {
                await ExecuteAsync(batch, CancellationToken.None);
                return new bool[batch.Count];
            },
            MaxBatch, _ => 1);
    }

    /// <summary>Returns when the request is counted for good.</summary>
    public Task MeasureAsync(RequestCompleted completed, CancellationToken cancellationToken) => queue.EnqueueAsync(completed, cancellationToken);

    /// <summary>Counts requests in one transaction; returns how many were new.</summary>
    public async Task<long> ExecuteAsync(IReadOnlyList<RequestCompleted> completed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var requests = new List<ServiceRequest>(completed.Count);
        foreach (var one in completed.DistinctBy(one => one.EventId))
        {
            if (ServiceRequest.Of(one, now) is { } request)
                requests.Add(request);
            else
                ServiceLevelsLog.NotBelieved(logger, one.EventId, one.OperationId);
        }

        if (requests.Count == 0)
            return 0;
        await using var command = database.CreateCommand(Record);
        command.Add(requests, request => request.Completed.EventId);
        command.Add(requests, request => request.Completed.OperationId);
        command.Add(requests, request => request.Completed.TenantId);
        command.Add(requests, request => request.Completed.AcceptTime.UtcDateTime);
        command.Add(requests, request => request.Completed.EndTime.UtcDateTime);
        command.Add(requests, request => request.Completed.Outcome);
        command.Add(requests, request => request.Completed.Reason);
        command.Add(requests, request => request.Verdict);
        command.Add(requests, request => request.AnswerMs);
        command.Add(requests, request => request.FirstTokenMs);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public ValueTask DisposeAsync() => queue.DisposeAsync();
}
