using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Retrieval.Persistence;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Retrieval.Audit;

/// <summary>Counts documents. Retrieval spends nothing itself: the usage of embeddings is in Inference's books.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class AuditGrpcService(NpgsqlDataSource database) : AuditService.AuditServiceBase
{
    public override async Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context)
    {
        var start = request.StartTime?.ToDateTimeOffset() ?? DateTimeOffset.MinValue;
        var end = request.EndTime?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue;
        var validation = new Validation();
        validation.Require(start < end, "end_time", "must be after start_time");
        validation.ThrowIfInvalid();

        await using var query = database.CreateCommand(
            """
            SELECT count(*) FILTER (WHERE state <> 4 AND created_at >= $2 AND created_at < $3), count(*) FILTER (WHERE state = 1),
                (SELECT count(*) FROM messaging.outbox)
            FROM documents WHERE $1 = '' OR tenant_id = $1
            """);
        query.Parameters.AddAll(Sql.Value(request.TenantId), Sql.Value(start), Sql.Value(end));
        await using var row = await query.ExecuteReaderAsync(context.CancellationToken);
        await row.ReadAsync(context.CancellationToken);
        return new DigestResponse
        {
            Service = "retrieval",
            Books = { new Book { Name = "retrieval.documents", Records = row.GetInt64(0) } },
            Pending = { ["documents"] = row.GetInt64(1), ["outbox"] = row.GetInt64(2) },
        };
    }
}
