using Npgsql;
using Tollgate.Contracts.Intake.V1;
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

    public static IEnumerable<NpgsqlBatchCommand> Commands(IReadOnlyList<EndedRequest> group) =>
        group.Select(ended => ended.Event)
            .GroupBy(e => (e.TenantId, Hour: e.AcceptTime.UtcTicks / TimeSpan.TicksPerHour, e.Outcome))
            // In one order everywhere, so that two replicas cannot wait for each other.
            .OrderBy(g => g.Key.TenantId, StringComparer.Ordinal).ThenBy(g => g.Key.Hour).ThenBy(g => g.Key.Outcome, StringComparer.Ordinal)
            .Select(g => Command(g.Key.TenantId, g.Key.Outcome, [.. g]));

    private static NpgsqlBatchCommand Command(string tenantId, string outcome, IReadOnlyList<RequestCompleted> requests)
    {
        var usage = requests.Aggregate(TokenUsage.Zero, (sum, request) => sum + request.Usage.ToUsage());
        return new NpgsqlBatchCommand(Upsert)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = tenantId },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = requests[0].AcceptTime },
                new NpgsqlParameter<string> { TypedValue = outcome },
                new NpgsqlParameter<long> { TypedValue = requests.Count },
                new NpgsqlParameter<long> { TypedValue = requests.Sum(request => (long)request.Attempts) },
                new NpgsqlParameter<long[]> { TypedValue = [.. TokenKinds.All.Select(kind => usage[kind])] },
                new NpgsqlParameter<long> { TypedValue = requests.Sum(request => request.CostNanos) },
            },
        };
    }
}
