using Npgsql;
using Tollgate.Contracts.Mapping;
using Tollgate.Tokens;

namespace Tollgate.Intake.Completed;

/// <summary>Requests, attempts, usage and cost per tenant, hour and outcome: Intake's own book.</summary>
internal static class RequestCounts
{
    private const string Upsert = """
        insert into request_counts (tenant_id, hour, outcome, requests, attempts, usage, cost_nanos)
        values ($1, date_trunc('hour', $2, 'UTC'), $3, $4, $5, $6, $7)
        on conflict (tenant_id, hour, outcome) do update set
            requests = request_counts.requests + excluded.requests,
            attempts = request_counts.attempts + excluded.attempts,
            usage = (select array_agg(a + b order by n) from unnest(request_counts.usage, excluded.usage) with ordinality as u(a, b, n)),
            cost_nanos = request_counts.cost_nanos + excluded.cost_nanos
        """;

    public static async Task AddAsync(NpgsqlTransaction transaction, IReadOnlyList<EndedRequest> group, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);

        // In one order everywhere, so that two replicas cannot wait for each other.
        var rows = group.Select(ended => ended.Event)
            .GroupBy(e => (e.TenantId, Hour: e.AcceptTime.UtcTicks / TimeSpan.TicksPerHour, e.Outcome))
            .OrderBy(g => g.Key.TenantId, StringComparer.Ordinal).ThenBy(g => g.Key.Hour).ThenBy(g => g.Key.Outcome, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var usage = row.Aggregate(TokenUsage.Zero, (sum, e) => sum + e.Usage.ToUsage());
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Upsert)
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = row.Key.TenantId },
                    new NpgsqlParameter<DateTimeOffset> { TypedValue = row.First().AcceptTime },
                    new NpgsqlParameter<string> { TypedValue = row.Key.Outcome },
                    new NpgsqlParameter<long> { TypedValue = row.LongCount() },
                    new NpgsqlParameter<long> { TypedValue = row.Sum(e => (long)e.Attempts) },
                    new NpgsqlParameter<long[]> { TypedValue = [.. TokenKinds.All.Select(kind => usage[kind])] },
                    new NpgsqlParameter<long> { TypedValue = row.Sum(e => e.CostNanos) },
                },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
