using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Routing.Decisions;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Routing.Audit;

/// <summary>Routing spends nothing, so its only book says how many decisions it has made.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class AuditGrpcService(NpgsqlDataSource database, DecisionWriter writer) : AuditService.AuditServiceBase
{
    private const string Count =
        """
        select count(*) from decisions
        where ($1::timestamptz is null or decide_time >= $1) and ($2::timestamptz is null or decide_time < $2) and ($3 = '' or tenant_id = $3)
        """;

    public override async Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context)
    {
        var check = new Validation();
        check.Require(
            request.StartTime is not { } from || request.EndTime is not { } to || from.ToDateTime() < to.ToDateTime(),
            "end_time", "must be after start_time");
        check.ThrowIfInvalid();

        await using var command = database.CreateCommand(Count);
        command.Parameters.Add(Time(request.StartTime?.ToDateTime()));
        command.Parameters.Add(Time(request.EndTime?.ToDateTime()));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.TenantId });
        var records = (long)(await command.ExecuteScalarAsync(context.CancellationToken))!;
        return new DigestResponse
        {
            Service = "routing",
            Books = { new Book { Name = "routing.decisions", Records = records, Usage = new TokenUsage(), Currency = "USD" } },
            Pending = { ["unwritten_decisions"] = writer.Pending },
        };
    }

    private static NpgsqlParameter Time(DateTime? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = value is { } time ? time : DBNull.Value };
}
