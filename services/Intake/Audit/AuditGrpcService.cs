using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Intake.Completed;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;
using Tollgate.Tokens;

namespace Tollgate.Intake.Audit;

/// <summary>Intake's book: how many requests ended, and what their attempts used and cost. Kept per hour, so a range counts whole hours.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class AuditGrpcService(NpgsqlDataSource database, CompletionQueue queue) : AuditService.AuditServiceBase
{
    private const string Sum = """
        select requests, usage, cost_nanos from request_counts
        where ($1::timestamptz is null or hour >= date_trunc('hour', $1, 'UTC')) and ($2::timestamptz is null or hour < $2)
          and ($3 = '' or tenant_id = $3)
        """;

    public override async Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context)
    {
        var (start, end) = (request.StartTime?.ToDateTimeOffset(), request.EndTime?.ToDateTimeOffset());
        var validation = new Validation();
        validation.Require(start is null || end is null || start < end, "end_time", "must be after start_time");
        validation.ThrowIfInvalid();

        var response = new DigestResponse { Service = "intake" };
        response.Books.Add(await SumAsync(start, end, request.TenantId, context.CancellationToken));
        response.Pending["outbox"] = await CountAsync("select count(*) from messaging.outbox", context.CancellationToken);
        response.Pending["in_flight"] = queue.InFlight;
        return response;
    }

    private async Task<Book> SumAsync(DateTimeOffset? start, DateTimeOffset? end, string tenantId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sum);
        command.Parameters.Add(Time(start));
        command.Parameters.Add(Time(end));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });

        var (requests, usage, cost) = (0L, TokenUsage.Zero, 0L);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            requests += row.GetInt64(0);
            var counts = row.GetFieldValue<long[]>(1);
            foreach (var kind in TokenKinds.All)
                usage = usage.With(kind, usage[kind] + counts[(int)kind]);
            cost += row.GetInt64(2);
        }

        return new Book { Name = "intake.requests", Records = requests, Usage = usage.ToProto(), CostNanos = cost, Currency = "USD" };
    }

    private async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlParameter Time(DateTimeOffset? time) =>
        new() { Value = (object?)time ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
