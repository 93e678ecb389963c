using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Usage;

/// <summary>Finds the entries of one operation, or of one attempt. An unknown id, or another tenant's, has none.</summary>
internal sealed class GetOperationUsage(NpgsqlDataSource database)
{
    private static readonly string Query =
        $"""
        SELECT {LedgerRows.Columns} FROM usage_entries e
        WHERE e.tenant_id = $1 AND (e.operation_id = $2 OR e.attempt_id = $2) ORDER BY e.attempt_id, e.revision
        """;

    public async Task<GetOperationUsageResponse> HandleAsync(GetOperationUsageRequest request, CancellationToken cancellationToken)
    {
        TenantRules.Require(request.TenantId);
        var rules = new Validation();
        rules.Require(Guid.TryParse(request.OperationId, out var id), "operation_id", "is not a UUID");
        rules.ThrowIfInvalid();

        await using var query = database.CreateCommand(Query);
        query.Parameters.AddValue(request.TenantId);
        query.Parameters.AddValue(id);
        var response = new GetOperationUsageResponse();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            response.Entries.Add(LedgerRows.Read(rows).ToProto());
        return response;
    }
}
